package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Items;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Variable;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import dev.numaflow.isbsvc.rendering.naming.ServerEnv;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** The configuration of the servers without its secrets, which are included from the server Secret. */
final class ServerConf {

    /** Below the pods' grace period, so that a terminating server has moved its leaders and clients before it is killed. */
    static final int LAME_DUCK_SECONDS = 120;

    private static final String JETSTREAM = "jetstream";
    private static final String KEY = "key";
    private static final String ALLOW_NON_TLS = "allow_non_tls";
    private static final int CONNECT_RETRIES = 120;

    private ServerConf() {}

    static Block render(ValidService service) {
        return render(service, service.spec().replicasOrDefault());
    }

    /** The same with routes to so many nodes. */
    static Block render(ValidService service, int nodes) {
        Block conf = Block.empty()
                .with("port", Ports.CLIENT)
                .with("http", Ports.MONITOR)
                .with("pid_file", Paths.PID_FILE)
                .with("server_name", new Variable(ServerEnv.POD_NAME))
                .with("max_payload", service.settings().maxPayload())
                .with("lame_duck_duration", LAME_DUCK_SECONDS + "s")
                .with(JETSTREAM, jetstream(service));
        OptionalLong pending = service.settings().maxPending();
        if (pending.isPresent()) {
            conf = conf.with("max_pending", pending.getAsLong());
        }
        if (service.spec().clustered()) {
            conf = conf.with("cluster", cluster(service, nodes));
        }
        // Without it, adding TLS to a running server needs a restart; while TLS is off all connections are plain
        // anyway.
        if (service.tls().allowsPlain()) {
            conf = conf.with(ALLOW_NON_TLS, true);
        }
        return conf.including("./" + Paths.AUTH_FILE);
    }

    /**
     * The same for servers that were started with Numaflow's. They refuse a reload that adds {@code allow_non_tls}, and with it every
     * later one, so it is left out until they start anew.
     */
    static Block ofNumaflow(ValidService service) {
        return render(service).without(ALLOW_NON_TLS);
    }

    /** Whether servers that start with it accept connections without TLS after a reload that adds TLS. */
    static boolean allowsNonTls(Block conf) {
        return conf.get(ALLOW_NON_TLS).isPresent();
    }

    /** The same configuration without the encryption key. */
    static Block withoutKey(ValidService service) {
        Block conf = render(service);
        return conf.with(JETSTREAM, conf.block(JETSTREAM).without(KEY));
    }

    private static Block jetstream(ValidService service) {
        Block jetstream = Block.empty()
                .with("store_dir", service.names().storeDir())
                .with("max_memory_store", service.settings().maxMemoryStore())
                .with("max_file_store", service.settings().maxFileStore());
        if (!service.settings().syncInterval().isDefault()) {
            jetstream = jetstream.with(
                    "sync_interval", service.settings().syncInterval().text());
        }
        return service.spec().encrypted() ? jetstream.with(KEY, new Variable(ServerEnv.JS_KEY)) : jetstream;
    }

    private static Block cluster(ValidService service, int nodes) {
        Block cluster = Block.empty()
                .with("name", service.names().isbsvcName())
                .with("port", Ports.CLUSTER)
                .with("routes", Items.ofTexts(routes(service.names(), nodes)))
                .with("cluster_advertise", new Variable(ServerEnv.CLUSTER_ADVERTISE))
                .with("connect_retries", CONNECT_RETRIES);
        return service.tls().isServed()
                ? cluster.with("tls", TlsBlock.of(Paths.CLUSTER_CERT, Paths.CLUSTER_KEY, Paths.CLUSTER_CA))
                : cluster;
    }

    private static List<String> routes(Names names, int replicas) {
        return IntStream.range(0, replicas)
                .mapToObj(i -> "nats://" + names.podHost(i) + ":" + Ports.CLUSTER)
                .toList();
    }
}
