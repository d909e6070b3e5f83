package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;

/** The StatefulSet of the servers. */
final class StatefulSetRenderer {

    private static final String RETAIN = "Retain";

    private StatefulSetRenderer() {}

    static StatefulSet render(ValidService service, Running running) {
        Names names = service.names();
        return new StatefulSetBuilder()
                .withMetadata(metadata(service, running))
                .withNewSpec()
                .withReplicas(service.spec().replicasOrDefault())
                .withServiceName(names.headlessService())
                // All at once: a server becomes ready only when a quorum is running.
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .withMatchLabels(Labels.of(names))
                .endSelector()
                .withNewUpdateStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withPartition(running.partition())
                .endRollingUpdate()
                .endUpdateStrategy()
                .withNewPersistentVolumeClaimRetentionPolicy(RETAIN, RETAIN)
                .withTemplate(running.keptPods()
                        .map(PinnedPodTemplate::template)
                        .orElseGet(() -> PodTemplate.render(service)))
                .withVolumeClaimTemplates(Volumes.claimTemplates(service))
                .endSpec()
                .build();
    }

    /** Records what no other child shows: how the data is encrypted, even if the ConfigMap is lost, and what was approved. */
    private static ObjectMeta metadata(ValidService service, Running running) {
        ObjectMetaBuilder metadata = new ObjectMetaBuilder(
                        Metadata.of(service, service.names().statefulSet()))
                .addToAnnotations(
                        Annotations.ENCRYPTION, Boolean.toString(service.spec().encrypted()))
                .addToAnnotations(Annotations.VERSION, service.version().version());
        running.approved().ifPresent(ids -> metadata.addToAnnotations(Annotations.APPROVED, ids));
        return metadata.build();
    }
}
