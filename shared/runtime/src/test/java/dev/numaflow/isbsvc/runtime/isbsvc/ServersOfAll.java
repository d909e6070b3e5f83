package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.servers.Loopback;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Servers that answer for the nodes of many services at once, because a cluster for each would take too long. */
record ServersOfAll(List<NatsServer> servers) implements AutoCloseable {

    private static final int MOST_NODES = 5;

    static ServersOfAll start(Path folder, Collection<NumaflowsService> services) {
        ServersOfAll all = new ServersOfAll(new ArrayList<>());
        try {
            for (int node = 0; node < MOST_NODES; node++) {
                all.servers.add(start(folder, "node-" + node));
            }
            HostNames.ofThisJvm()
                    .point(
                            services.stream().map(NumaflowsService::names).toList(),
                            all.servers.stream().map(NatsServer::address).toList());
            return all;
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private static NatsServer start(Path folder, String name) {
        NatsServerConfig config =
                new NatsServerConfig(name, Loopback.freeAddress(Loopback.NATS_PORTS), List.of(), List.of(), false);
        return NatsServer.start(folder.resolve(name), config);
    }

    @Override
    public void close() {
        HostNames.ofThisJvm().clear();
        servers.forEach(NatsServer::close);
    }
}
