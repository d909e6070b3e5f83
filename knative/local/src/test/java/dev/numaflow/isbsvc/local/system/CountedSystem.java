package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.local.access.Kubeconfig;
import dev.numaflow.isbsvc.testkit.TestApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The local system, quiet, on the real API server of the tests, which counts requests. */
record CountedSystem(LocalSystem system, StateFolder state) implements AutoCloseable {

    /** In this folder, with everything that a real cluster does not bring, but for these parts. */
    static CountedSystem start(TestApiServer server, Path folder, Options.StandIn... without) throws Exception {
        Options options = options(server, folder, without);
        StateFolder state = StateFolder.open(options.directory(), false);
        CountedSystem started =
                new CountedSystem(new LocalSystem(options, state, Repository.find(), line -> {}), state);
        try {
            started.system().start();
            return started;
        } catch (Exception failure) {
            started.close();
            throw failure;
        }
    }

    private static Options options(TestApiServer server, Path folder, Options.StandIn... without) throws IOException {
        Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
        return new Options(
                true,
                List.of(),
                Options.Api.real,
                Optional.of(Kubeconfig.read(kubeconfig)),
                EnumSet.of(Options.StandIn.controllers, without),
                Options.NodeKind.processes,
                folder.resolve("state"),
                false);
    }

    @Override
    public void close() {
        system.close();
    }
}
