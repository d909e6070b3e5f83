package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Items;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import java.util.List;

/** The secret part of the servers' configuration: accounts and their users. Only this class writes and reads it. */
public final class AuthConf {

    private static final String ACCOUNTS = "accounts";
    private static final String CLIENT_ACCOUNT = "js";
    private static final String SYSTEM_ACCOUNT = "sys";
    private static final String USERS = "users";
    private static final String USER = "user";
    private static final String PASS = "pass";

    private AuthConf() {}

    /** User and password of the account in which the buffers live. */
    public record Credentials(String user, String password) {

        @Override
        public String toString() {
            return "Credentials[...]";
        }
    }

    static String render(ServerMaterial material, boolean tls) {
        Block accounts = Block.empty()
                .with(
                        CLIENT_ACCOUNT,
                        Block.empty().with("jetstream", true).with(USERS, user(material.user(), material.password())))
                .with(SYSTEM_ACCOUNT, Block.empty().with(USERS, user(SYSTEM_ACCOUNT, material.sysPassword())));
        Block conf = Block.empty().with("system_account", SYSTEM_ACCOUNT).with(ACCOUNTS, accounts);
        return (tls ? conf.with("tls", TlsBlock.of(Paths.SERVER_CERT, Paths.SERVER_KEY, Paths.SERVER_CA)) : conf)
                .print();
    }

    /** The credentials of clients, read from the configuration that the servers run with. */
    public static Credentials credentials(String authConf) {
        List<NatsConf> users =
                NatsConf.parse(authConf).block(ACCOUNTS).block(CLIENT_ACCOUNT).items(USERS);
        if (users.isEmpty() || !(users.get(0) instanceof Block user)) {
            throw new IllegalArgumentException("the server Secret's auth has no user in account " + CLIENT_ACCOUNT);
        }
        return new Credentials(user.text(USER).orElseThrow(), user.text(PASS).orElseThrow());
    }

    private static Items user(String name, String password) {
        return new Items(List.of(Block.empty().with(USER, name).with(PASS, password)));
    }
}
