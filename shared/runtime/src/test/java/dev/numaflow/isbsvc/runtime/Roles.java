package dev.numaflow.isbsvc.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The roles of the manifests on a real API server, and clients that have no other rights than these. */
final class Roles {

    /** In the order in which they can be created. */
    private static final List<String> KINDS =
            List.of("Namespace", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");

    private Roles() {}

    static void apply(KubernetesClient client, Path manifests) {
        try (Stream<Path> files = Files.list(manifests)) {
            files.filter(file -> !file.endsWith("kustomization.yaml"))
                    .flatMap(file -> read(client, file).stream())
                    .filter(object -> KINDS.contains(object.getKind()))
                    .sorted(Comparator.comparingInt(object -> KINDS.indexOf(object.getKind())))
                    .forEach(role -> client.resource(role).forceConflicts().serverSideApply());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static KubernetesClient client(String kubeconfig, String function) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.fromKubeconfig(kubeconfig))
                        .withImpersonateUsername("system:serviceaccount:isbsvc-system:" + function)
                        .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
                        .build())
                .build();
    }

    private static List<HasMetadata> read(KubernetesClient client, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return client.load(in).items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
