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

    static StatefulSet render(ValidService service) {
        Names names = service.names();
        return new StatefulSetBuilder()
                .withMetadata(metadata(service))
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
                .endUpdateStrategy()
                .withNewPersistentVolumeClaimRetentionPolicy(RETAIN, RETAIN)
                .withTemplate(PodTemplate.render(service))
                .withVolumeClaimTemplates(Volumes.claimTemplates(service))
                .endSpec()
                .build();
    }

    /** The StatefulSet with what it takes over from the running one. */
    static StatefulSet withRunning(StatefulSetBuilder rendered, Running running) {
        rendered.editSpec()
                .editUpdateStrategy()
                .withNewRollingUpdate()
                .withPartition(running.partition())
                .endRollingUpdate()
                .endUpdateStrategy()
                .endSpec();
        running.keptPods()
                .ifPresent(kept ->
                        rendered.editSpec().withTemplate(kept.template()).endSpec());
        // Only guarded steps write it then: another process may have taken one since it was read.
        running.nodes()
                .ifPresent(nodes -> rendered.editSpec().withReplicas(null).endSpec());
        running.approved().ifPresent(ids -> rendered.editMetadata()
                .addToAnnotations(Annotations.APPROVED, ids)
                .endMetadata());
        return rendered.build();
    }

    /** Records what no other child shows, even if the ConfigMap is lost: how the data is encrypted, and the version. */
    private static ObjectMeta metadata(ValidService service) {
        return new ObjectMetaBuilder(Metadata.of(service, service.names().statefulSet()))
                .addToAnnotations(
                        Annotations.ENCRYPTION, Boolean.toString(service.spec().encrypted()))
                .addToAnnotations(Annotations.VERSION, service.version().version())
                .build();
    }
}
