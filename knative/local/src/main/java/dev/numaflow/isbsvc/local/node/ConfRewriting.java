package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Items;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Text;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Rewrites a configuration rendered for a pod so that it runs on this machine: listen and advertised addresses, hosts of routes,
 * and paths. All else is as rendered, with one exception: certificates name pods and routes use addresses, so host names of
 * routes are not verified.
 *
 * @param address the pod's own
 * @param addressOf the address of a pod's host name
 * @param mapPath maps a path of the container to this machine
 */
record ConfRewriting(String address, UnaryOperator<String> addressOf, UnaryOperator<String> mapPath) {
    private static final Set<String> PATHS = Set.of(
            "store_dir", "pid_file", "cert_file", "key_file", "ca_file", "log_file", "logfile", "ports_file_dir");
    private static final Set<String> LISTENERS = Set.of("listen", "http", "https");
    private static final Set<String> ADVERTISED = Set.of("cluster_advertise", "client_advertise", "advertise");
    private static final Set<String> LISTENING_BLOCKS = Set.of("cluster", "websocket", "mqtt", "leafnodes", "gateway");

    /** Rewrites the main configuration file. */
    String main(String text) {
        return listening(paths(NatsConf.parse(text))).print();
    }

    /** Rewrites a file that the main one includes: it has no listeners of its own. */
    String included(String text) {
        return paths(NatsConf.parse(text)).print();
    }

    private Block listening(Block conf) {
        Block result = addresses(conf).with("host", address);
        for (Map.Entry<String, NatsConf> entry : conf.entries().entrySet()) {
            if (LISTENING_BLOCKS.contains(entry.getKey()) && entry.getValue() instanceof Block block) {
                result = result.with(entry.getKey(), cluster(addresses(block).with("host", address)));
            }
        }
        return result;
    }

    private Block cluster(Block block) {
        Block result = block;
        if (block.get("routes").isPresent()) {
            List<NatsConf> routes = block.items("routes").stream()
                    .<NatsConf>map(route -> route instanceof Text text ? new Text(route(text.value())) : route)
                    .toList();
            result = result.with("routes", new Items(routes));
        }
        return block.get("tls").isPresent()
                ? result.with("tls", block.block("tls").with("insecure", true))
                : result;
    }

    private String route(String url) {
        URI route = URI.create(url);
        return url.replace(route.getHost(), addressOf.apply(route.getHost()));
    }

    private Block addresses(Block block) {
        Block result = block;
        for (Map.Entry<String, NatsConf> entry : block.entries().entrySet()) {
            if (ADVERTISED.contains(entry.getKey())) {
                result = result.with(entry.getKey(), address);
            } else if (LISTENERS.contains(entry.getKey())) {
                result = result.with(entry.getKey(), listener(entry.getValue()));
            }
        }
        return result;
    }

    /** Leaves a bare port, which listens on the host; sets the host of {@code host:port}. */
    private NatsConf listener(NatsConf value) {
        if (value instanceof Text text) {
            return new Text(address + ":" + text.value().substring(text.value().lastIndexOf(':') + 1));
        }
        return value;
    }

    private Block paths(Block block) {
        Block result = block;
        for (Map.Entry<String, NatsConf> entry : block.entries().entrySet()) {
            result = result.with(entry.getKey(), path(entry.getKey(), entry.getValue()));
        }
        return result;
    }

    private NatsConf path(String key, NatsConf value) {
        if (value instanceof Block block) {
            return paths(block);
        }
        if (PATHS.contains(key) && value instanceof Text text && text.value().startsWith("/")) {
            return new Text(mapPath.apply(text.value()));
        }
        return value;
    }
}
