package dev.numaflow.isbsvc.testkit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The ServiceAccounts of the functions, with the roles of the manifests and no other rights. */
final class Accounts {

    private static final String NAMESPACE = "isbsvc-system";

    /** In the order in which they can be created. */
    private static final List<String> KINDS =
            List.of("Namespace", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");

    private Accounts() {}

    static void install(KubernetesClient client) {
        try (Stream<Path> files = Files.list(Repository.file("knative/manifests/base"))) {
            files.filter(file -> !file.endsWith("kustomization.yaml"))
                    .flatMap(file -> read(client, file).stream())
                    .filter(object -> KINDS.contains(object.getKind()))
                    .sorted(Comparator.comparingInt(object -> KINDS.indexOf(object.getKind())))
                    .forEach(object -> client.resource(object).forceConflicts().serverSideApply());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the API server names the account of a function. */
    static String user(String function) {
        return "system:serviceaccount:" + NAMESPACE + ":" + function;
    }

    static String token(KubernetesClient client, String function) {
        return client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName(function)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                .getStatus()
                .getToken();
    }

    private static List<HasMetadata> read(KubernetesClient client, Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return client.load(in).items();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
