package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Items;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The secret part of the servers' configuration: accounts and their users. Only this class writes and reads it. */
public final class AuthConf {

    /** The account in which the buffers live, and the only one with JetStream in what is rendered. */
    public static final String CLIENT_ACCOUNT = "js";

    private static final String ACCOUNTS = "accounts";
    private static final String SYSTEM_ACCOUNT = "sys";
    private static final String USERS = "users";
    private static final String TLS = "tls";
    private static final String USER = "user";
    private static final String PASS = "pass";

    /** With which a password begins that is stored as a hash. */
    private static final String HASH = "$2";

    private AuthConf() {}

    /** User and password of the account in which the buffers live. */
    public record Credentials(String user, String password) {

        @Override
        public String toString() {
            return "Credentials[...]";
        }
    }

    static String render(ServerMaterial material, boolean tls) {
        Block clients = Block.empty().with("jetstream", true).with(USERS, user(material.user(), material.password()));
        Block accounts = Block.empty()
                .with(CLIENT_ACCOUNT, DeletionMapping.with(clients).orElseThrow())
                .with(SYSTEM_ACCOUNT, Block.empty().with(USERS, user(SYSTEM_ACCOUNT, material.sysPassword())));
        Block conf = Block.empty().with("system_account", SYSTEM_ACCOUNT).with(ACCOUNTS, accounts);
        return withTls(conf, tls).print();
    }

    /** Whether servers with this configuration serve TLS to clients; nothing where it cannot be read here whole. */
    public static Optional<Boolean> servesTls(String authConf) {
        return whole(authConf).map(conf -> conf.get(TLS).isPresent());
    }

    /** The same configuration, with or without TLS; nothing where it cannot be read here whole. */
    public static Optional<String> withTls(String authConf, boolean served) {
        return whole(authConf).map(conf -> withTls(conf, served).print());
    }

    private static Block withTls(Block conf, boolean served) {
        return served
                ? conf.with(TLS, TlsBlock.of(Paths.SERVER_CERT, Paths.SERVER_KEY, Paths.SERVER_CA))
                : conf.without(TLS);
    }

    /**
     * Whether a deletion by a client deletes nothing with this configuration, or the other way round has nothing of what keeps the stream;
     * nothing where it cannot be read here whole.
     */
    public static Optional<Boolean> isGuarded(String authConf, boolean guarded) {
        return whole(authConf)
                .map(AuthConf::clientAccount)
                .map(account -> guarded
                        ? DeletionMapping.isIn(account)
                        : DeletionMapping.without(account).equals(account));
    }

    /**
     * The configuration with which a deletion by a client deletes nothing, or the stream; nothing where it cannot be read here whole, or maps
     * the subjects of a deletion to something else.
     */
    public static Optional<String> withGuard(String authConf, boolean guarded) {
        return whole(authConf).flatMap(conf -> {
            Block account = clientAccount(conf);
            return (guarded ? DeletionMapping.with(account) : Optional.of(DeletionMapping.without(account)))
                    .map(changed -> withClientAccount(conf, changed).print());
        });
    }

    /** The credentials of clients, read from the configuration that the servers run with. */
    public static Credentials credentials(String authConf) {
        return clients(authConf).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the server Secret's auth has no user in account " + CLIENT_ACCOUNT));
    }

    /** A user of the system account; empty where none with a password can be read here. */
    public static Optional<Credentials> system(String authConf) {
        try {
            return NatsConf.parse(authConf).block(ACCOUNTS).block(SYSTEM_ACCOUNT).items(USERS).stream()
                    .flatMap(user -> credentials(user).stream())
                    .filter(AuthConf::isPlain)
                    .findFirst();
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * The users of the account in which the buffers live, as far as they can be read here.
     *
     * @throws IllegalArgumentException when the text cannot be parsed here; a server may load it all the same
     */
    public static List<Credentials> clients(String authConf) {
        return readable(NatsConf.parse(authConf));
    }

    /**
     * All users of that account; nothing where not all of them can be read here. A server reads more than this class does: files that are
     * included, variables, keys in capitals, hashes without quotes. Only what is read whole can be compared, or written.
     */
    public static Optional<List<Credentials>> allClients(String authConf) {
        return whole(authConf).map(AuthConf::readable).filter(users -> !users.isEmpty());
    }

    private static List<Credentials> readable(Block conf) {
        return users(conf).stream().flatMap(user -> credentials(user).stream()).toList();
    }

    /** Whether one of these users connects with the credentials. A password that is stored as a hash cannot be compared. */
    public static boolean accepts(List<Credentials> users, Credentials credentials) {
        return users.stream()
                .anyMatch(user -> user.user().equals(credentials.user())
                        && (user.password().equals(credentials.password()) || !isPlain(user)));
    }

    /** Whether clients could connect with the password as it stands here. */
    public static boolean isPlain(Credentials credentials) {
        return !credentials.password().startsWith(HASH);
    }

    /**
     * The configuration with which servers accept the material's clients too: everything else that it has stays. One that is absent is
     * rendered; one that cannot be read here whole stays as it is, because a server may well load it.
     */
    static String accepting(String authConf, ServerMaterial material, boolean tls) {
        return authConf.isBlank()
                ? render(material, tls)
                : whole(authConf).map(conf -> accepting(conf, material).print()).orElse(authConf);
    }

    /** The configuration with which servers accept another user too, as the last one; nothing where it cannot be read here whole. */
    public static Optional<String> with(String authConf, Credentials another) {
        return whole(authConf).map(conf -> {
            List<NatsConf> users = new ArrayList<>(users(conf));
            users.addAll(user(another.user(), another.password()).values());
            return withUsers(conf, users).print();
        });
    }

    /** The configuration with which servers do not accept this user any more; nothing where it cannot be read here whole. */
    public static Optional<String> without(String authConf, String user) {
        return whole(authConf).map(conf -> withUsers(
                        conf,
                        users(conf).stream()
                                .filter(each -> name(each).filter(user::equals).isEmpty())
                                .toList())
                .print());
    }

    /** The configuration, where every user of it can be read, and everything that it has can be printed again. */
    private static Optional<Block> whole(String authConf) {
        try {
            Block conf = NatsConf.parse(authConf);
            return !users(conf).isEmpty() && users(conf).stream().allMatch(AuthConf::isRead) && isSelfContained(conf)
                    ? Optional.of(conf)
                    : Optional.empty();
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static boolean isRead(NatsConf entry) {
        return credentials(entry).isPresent()
                || (entry instanceof Block user && user.text("nkey").isPresent());
    }

    private static boolean isSelfContained(NatsConf conf) {
        if (conf instanceof Block block) {
            return block.includes().isEmpty()
                    && block.entries().values().stream().allMatch(AuthConf::isSelfContained);
        }
        return conf instanceof Items items
                ? items.values().stream().allMatch(AuthConf::isSelfContained)
                : !(conf instanceof NatsConf.Variable);
    }

    private static Block accepting(Block conf, ServerMaterial material) {
        List<NatsConf> users =
                new ArrayList<>(user(material.user(), material.password()).values());
        users(conf).stream()
                .filter(user -> name(user).filter(material.user()::equals).isEmpty())
                .forEach(users::add);
        return withUsers(conf, users);
    }

    private static Block withUsers(Block conf, List<NatsConf> users) {
        return withClientAccount(conf, clientAccount(conf).with(USERS, new Items(users)));
    }

    private static Block clientAccount(Block conf) {
        return conf.block(ACCOUNTS).block(CLIENT_ACCOUNT);
    }

    private static Block withClientAccount(Block conf, Block account) {
        return conf.with(ACCOUNTS, conf.block(ACCOUNTS).with(CLIENT_ACCOUNT, account));
    }

    private static List<NatsConf> users(Block conf) {
        return clientAccount(conf).items(USERS);
    }

    private static Optional<Credentials> credentials(NatsConf entry) {
        return entry instanceof Block user
                ? name(user).flatMap(name -> user.text(PASS)
                        .or(() -> user.text("password"))
                        .map(pass -> new Credentials(name, pass)))
                : Optional.empty();
    }

    private static Optional<String> name(NatsConf entry) {
        return entry instanceof Block user ? user.text(USER).or(() -> user.text("username")) : Optional.empty();
    }

    private static Items user(String name, String password) {
        return new Items(List.of(Block.empty().with(USER, name).with(PASS, password)));
    }
}
