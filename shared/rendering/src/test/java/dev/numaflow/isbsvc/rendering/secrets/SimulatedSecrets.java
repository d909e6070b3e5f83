package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Items;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The Secrets of one service in memory, to which decisions are applied one after the other. */
final class SimulatedSecrets {

    static final Names NAMES = new Names("data", "default");
    static final String NEW_KEY = "newly-generated-key";
    static final String NEW_CLIENT = "new";

    private static final int MOST_STEPS = 12;

    private final Map<SecretRole, Map<String, String>> live = new EnumMap<>(SecretRole.class);
    private final Map<SecretRole, WriteBar> bars = new EnumMap<>(SecretRole.class);

    void put(SecretRole secret, Map<String, String> texts) {
        live.put(secret, new HashMap<>(texts));
    }

    Map<String, String> get(SecretRole secret) {
        return live.get(secret);
    }

    void bar(SecretRole secret, WriteBar bar) {
        bars.put(secret, bar);
    }

    void delete(SecretRole secret) {
        live.remove(secret);
    }

    /** Steps until none is left or one cannot be taken. @return what was done, in words */
    List<String> settle(SecretUse use) {
        List<String> done = new ArrayList<>();
        for (int step = 0; step < MOST_STEPS; step++) {
            SecretDecision next = SecretDecider.decide(NAMES, contents(), use);
            if (next instanceof SecretDecision.Create create) {
                put(create.secret(), whole(create.secret(), create.values()));
                done.add("create " + create.secret());
            } else if (next instanceof SecretDecision.Repair repair) {
                Map<String, String> whole = whole(repair.secret(), repair.values());
                repair.keys().forEach(key -> live.get(repair.secret()).put(key, whole.get(key)));
                done.add("repair " + repair.secret() + " " + repair.keys());
            } else {
                done.add(next.getClass().getSimpleName());
                return done;
            }
        }
        throw new AssertionError("no end: " + done);
    }

    SecretContents contents() {
        return new SecretContents(held(SecretRole.KEY), held(SecretRole.SERVER), held(SecretRole.CLIENT));
    }

    private Optional<HeldValues> held(SecretRole secret) {
        return Optional.ofNullable(live.get(secret))
                .map(texts -> new HeldValues(texts, Set.of(), bars.getOrDefault(secret, WriteBar.NONE)));
    }

    private static Map<String, String> whole(SecretRole secret, KnownValues values) {
        String key = values.encryptionKey().orElse(NEW_KEY);
        Credentials clients = values.clients().orElse(credentials(NEW_CLIENT));
        return switch (secret) {
            case KEY -> merged(Map.of(Keys.ENCRYPTION, key), client(clients));
            case SERVER -> server(key, auth(clients));
            case CLIENT -> client(clients);
        };
    }

    static Credentials credentials(String user) {
        return new Credentials(user, "password-of-" + user);
    }

    static Map<String, String> client(Credentials clients) {
        return Map.of(Keys.CLIENT_USER, clients.user(), Keys.CLIENT_PASSWORD, clients.password());
    }

    static Map<String, String> server(String key, String auth) {
        Map<String, String> texts = new HashMap<>(Map.of(Keys.ENCRYPTION, key, Keys.AUTH, auth));
        Stream.of(CertificateKeys.values())
                .flatMap(group -> group.all().stream())
                .forEach(name -> texts.put(name, "PEM"));
        return texts;
    }

    static Map<String, String> merged(Map<String, String> some, Map<String, String> others) {
        Map<String, String> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }

    static String auth(Credentials... users) {
        List<NatsConf> entries = Stream.of(users)
                .<NatsConf>map(user -> Block.empty().with("user", user.user()).with("pass", user.password()))
                .toList();
        return Block.empty()
                .with("accounts", Block.empty().with("js", Block.empty().with("users", new Items(entries))))
                .print();
    }
}
