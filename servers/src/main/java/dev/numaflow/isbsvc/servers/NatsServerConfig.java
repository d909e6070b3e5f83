package dev.numaflow.isbsvc.servers;

import java.util.ArrayList;
import java.util.List;

/**
 * A plain nats.conf for tests: JetStream, an account {@code js} for clients and the system account {@code sys}, the standard
 * ports on an address of its own. It is not what the product renders.
 *
 * @param extra further top-level lines, verbatim
 * @param guarded whether there are accounts; otherwise clients need no credentials
 */
public record NatsServerConfig(String name, String address, List<String> routes, List<String> extra, boolean guarded) {
    public static final String CLIENT_USER = "client";
    public static final String CLIENT_PASSWORD = "client-password";
    public static final String SYSTEM_USER = "sys";
    public static final String SYSTEM_PASSWORD = "sys-password";

    /** One with accounts. */
    public NatsServerConfig(String name, String address, List<String> routes, List<String> extra) {
        this(name, address, routes, extra, true);
    }

    public NatsServerConfig {
        routes = List.copyOf(routes);
        extra = List.copyOf(extra);
    }

    /** A single server, on a free address. */
    public static NatsServerConfig single(String name) {
        return new NatsServerConfig(name, Loopback.freeAddress(Loopback.NATS_PORTS), List.of(), List.of());
    }

    /** A single server without authentication. */
    public static NatsServerConfig open(String name) {
        return new NatsServerConfig(name, Loopback.freeAddress(Loopback.NATS_PORTS), List.of(), List.of(), false);
    }

    /** The same with these addresses as the nodes of its cluster. */
    public NatsServerConfig withRoutes(List<String> addresses) {
        return new NatsServerConfig(name, address, addresses, extra, guarded);
    }

    /** The same with one more line. */
    public NatsServerConfig with(String line) {
        List<String> lines = new ArrayList<>(extra);
        lines.add(line);
        return new NatsServerConfig(name, address, routes, lines, guarded);
    }

    String print(String storeDir) {
        List<String> lines = new ArrayList<>(List.of(
                "server_name: " + quoted(name),
                "listen: " + quoted(address + ":4222"),
                "http: " + quoted(address + ":8222"),
                "jetstream { store_dir: " + quoted(storeDir) + ", max_file_store: 4GB, max_memory_store: 256MB }"));
        if (guarded) {
            lines.addAll(List.of(
                    "accounts {",
                    "  js { jetstream: true, users: [ { user: " + quoted(CLIENT_USER) + ", password: "
                            + quoted(CLIENT_PASSWORD) + " } ] }",
                    "  sys { users: [ { user: " + quoted(SYSTEM_USER) + ", password: " + quoted(SYSTEM_PASSWORD)
                            + " } ] }",
                    "}",
                    "system_account: sys"));
        }
        if (!routes.isEmpty()) {
            List<String> urls = routes.stream()
                    .map(route -> quoted("nats://" + route + ":6222"))
                    .toList();
            lines.add("cluster { name: \"test\", listen: " + quoted(address + ":6222") + ", routes: " + urls + " }");
        }
        lines.addAll(extra);
        return String.join("\n", lines) + "\n";
    }

    private static String quoted(String text) {
        if (text.chars().anyMatch(c -> c == '"' || c == '\\' || c < ' ')) {
            throw new IllegalArgumentException("cannot stand in a quoted string of nats.conf: " + text);
        }
        return '"' + text + '"';
    }
}
