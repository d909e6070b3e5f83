package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import java.util.Map;
import java.util.Optional;

/**
 * The mapping in the clients' account by which a deletion of a stream deletes nothing: servers answer it as if it had asked for the stream,
 * which a client takes for a success. A real deletion has a subject of its own. A permission that denies it instead is answered with nothing,
 * and Numaflow's Jobs would wait and fail for an hour.
 */
public final class DeletionMapping {

    /** Before the name of a stream: the subject of a real deletion. */
    public static final String SUBJECT = "$ISBSVC.API.STREAM.DELETE.";

    private static final String DELETE = "$JS.API.STREAM.DELETE.";
    private static final String NAME = "*";
    private static final String SAME_NAME = "$1";
    private static final String MAPPINGS = "mappings";

    /** Servers read the same under both. */
    private static final String ALIAS = "maps";

    private static final Map<String, String> ENTRIES = Map.of(
            SUBJECT + NAME, DELETE + SAME_NAME,
            DELETE + NAME, "$JS.API.STREAM.INFO." + SAME_NAME);

    private DeletionMapping() {}

    /** Whether an account has it. */
    static boolean isIn(Block account) {
        Block mappings = account.block(MAPPINGS);
        return ENTRIES.entrySet().stream().allMatch(entry -> isThere(mappings, entry));
    }

    /** The account with it; nothing where it maps these subjects to something else, or in another form than is read here. */
    static Optional<Block> with(Block account) {
        Block mappings = account.block(MAPPINGS);
        boolean isReadable = account.get(ALIAS).isEmpty()
                && account.get(MAPPINGS).filter(any -> !(any instanceof Block)).isEmpty();
        boolean isFree = ENTRIES.entrySet().stream()
                .allMatch(entry -> mappings.get(entry.getKey()).isEmpty() || isThere(mappings, entry));
        if (!isReadable || !isFree) {
            return Optional.empty();
        }
        Block all = mappings;
        for (String subject : ENTRIES.keySet().stream().sorted().toList()) {
            all = all.with(subject, ENTRIES.get(subject));
        }
        return Optional.of(account.with(MAPPINGS, all));
    }

    /** Whether a configuration that is not read here may have it. */
    public static boolean mayBeIn(String authConf) {
        return ENTRIES.keySet().stream().anyMatch(authConf::contains);
    }

    /** The account without it, and with every other mapping that it has. */
    static Block without(Block account) {
        if (!(account.get(MAPPINGS).orElse(null) instanceof Block mappings)) {
            return account;
        }
        Block left = mappings;
        for (Map.Entry<String, String> entry : ENTRIES.entrySet()) {
            left = isThere(mappings, entry) ? left.without(entry.getKey()) : left;
        }
        return left.entries().isEmpty() ? account.without(MAPPINGS) : account.with(MAPPINGS, left);
    }

    private static boolean isThere(Block mappings, Map.Entry<String, String> entry) {
        return mappings.get(entry.getKey())
                .filter(new NatsConf.Text(entry.getValue())::equals)
                .isPresent();
    }
}
