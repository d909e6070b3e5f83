package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import dev.numaflow.isbsvc.local.access.Kubeconfig;
import dev.numaflow.isbsvc.local.report.Progress;
import dev.numaflow.isbsvc.servers.ControlPlane;
import dev.numaflow.isbsvc.servers.NodeNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.function.Supplier;

/** Decides which API server a run uses, and starts it if it does not run. */
final class ApiServers {
    private final StateFolder folder;
    private final Progress progress;

    ApiServers(StateFolder folder, Progress progress) {
        this.folder = folder;
        this.progress = progress;
    }

    ApiServer start(Options options) throws Exception {
        if (options.realNode()) {
            return real(() -> ControlPlane.startAt(folder.controlPlane(), NodeNetwork.API_SERVER));
        }
        if (options.kubeconfig().isPresent()) {
            return given(options.kubeconfig().get());
        }
        return switch (options.api()) {
            case embedded -> embedded();
            case real -> real(this::withoutNode);
            case auto -> ControlPlane.find().isPresent() ? real(this::withoutNode) : embedded();
        };
    }

    private ApiServer given(Kubeconfig kubeconfig) throws IOException {
        progress.report("api      the API server of " + kubeconfig.file());
        kubeconfig.write(folder.kubeconfig());
        return new ApiServer(folder.kubeconfig(), false, () -> {});
    }

    private ApiServer embedded() {
        EmbeddedApiServer server = EmbeddedApiServer.start();
        server.kubeconfig(folder.kubeconfig());
        progress.report("api      embedded API server at " + server.url());
        return new ApiServer(folder.kubeconfig(), false, server);
    }

    private ControlPlane withoutNode() {
        return ControlPlane.start(folder.controlPlane());
    }

    private ApiServer real(Supplier<ControlPlane> starter) throws IOException {
        if (ControlPlane.find().isEmpty()) {
            progress.report("api      building a real control plane, which takes minutes once");
        }
        ControlPlane plane = starter.get();
        Files.copy(plane.kubeconfig(), folder.kubeconfig(), StandardCopyOption.REPLACE_EXISTING);
        progress.report("api      real control plane at " + plane.url());
        return new ApiServer(folder.kubeconfig(), true, plane);
    }
}
