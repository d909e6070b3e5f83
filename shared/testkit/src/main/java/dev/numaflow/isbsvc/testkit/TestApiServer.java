package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.servers.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The real API server that all tests of this JVM share: where it is, and what it was asked since a moment.
 *
 * @param kubeconfig with all rights
 */
public record TestApiServer(String url, String kubeconfig, AuditLog audit) {

    /**
     * Starts the control plane with the first call, built first where it is absent; it ends with the JVM and serves our custom
     * resources. Its requests are counted from now on.
     */
    public static TestApiServer shared() {
        return new TestApiServer(Shared.PLANE.url(), Shared.KUBECONFIG, AuditLog.fromNow(Shared.PLANE.auditLog()));
    }

    private static final class Shared {
        static final ControlPlane PLANE = start();
        static final String KUBECONFIG = read(PLANE.kubeconfig());

        static {
            try (KubernetesClient client = client(KUBECONFIG)) {
                CustomResources.define(client, Repository.file("knative/manifests/crd"));
                CustomResources.define(client, Repository.file("knative/manifests/crd-pipelines"));
            }
        }

        private static ControlPlane start() {
            try {
                Path directory = Files.createTempDirectory("control-plane");
                ControlPlane plane = ControlPlane.startWithReadsLogged(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> end(plane, directory)));
                return plane;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void end(ControlPlane plane, Path directory) {
            UsedRights.record(plane.auditLog());
            TemporaryFolder.discard(plane, directory);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Not with the server: some tests are about a cluster without them. */
    private static final class Installed {
        static {
            try (KubernetesClient client = client(Shared.KUBECONFIG)) {
                Accounts.install(client);
            }
        }

        static void ensure() {}
    }

    /** Makes the accounts and roles of the functions, once. */
    public static void installAccounts() {
        Installed.ensure();
    }

    /** A kubeconfig with the rights of a function's ServiceAccount. */
    public String kubeconfigOf(String function) {
        installAccounts();
        try (KubernetesClient client = client(kubeconfig)) {
            return kubeconfig.replaceFirst("token: \"[^\"]*\"", "token: \"" + Accounts.token(client, function) + "\"");
        }
    }

    /** A client of whom this kubeconfig is. */
    public static KubernetesClient client(String kubeconfig) {
        return new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build();
    }

    /** The requests since the last call, reads included, without those of the controllers. */
    public List<LoggedRequest> requests() {
        return audit.next();
    }

    /** The same of a function alone. */
    public List<LoggedRequest> requestsOf(String function) {
        return requests().stream()
                .filter(request -> request.user().equals(Accounts.user(function)))
                .toList();
    }
}
