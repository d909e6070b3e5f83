package dev.numaflow.isbsvc.local;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.Stream;

/** What stands in the namespace of the examples. */
final class DefaultNamespace {
    private static final String NAME = "default";
    private static final String API = "numaflow.numaproj.io/v1alpha1";

    private DefaultNamespace() {}

    /** The objects of one of Numaflow's kinds. */
    static Stream<HasMetadata> ofKind(KubernetesClient client, String kind) {
        return client.genericKubernetesResources(API, kind).inNamespace(NAME).list().getItems().stream()
                .map(HasMetadata.class::cast);
    }

    /** Everything else that can be of a service, and whatever else is of these types. */
    static Stream<HasMetadata> children(KubernetesClient client) {
        return Stream.<List<? extends HasMetadata>>of(
                        client.apps().statefulSets().inNamespace(NAME).list().getItems(),
                        client.pods().inNamespace(NAME).list().getItems(),
                        client.services().inNamespace(NAME).list().getItems(),
                        client.configMaps().inNamespace(NAME).list().getItems(),
                        client.secrets().inNamespace(NAME).list().getItems(),
                        client.persistentVolumeClaims().inNamespace(NAME).list().getItems(),
                        client.policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(NAME)
                                .list()
                                .getItems())
                .flatMap(List::stream);
    }
}
