package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.Map;
import java.util.TreeMap;

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
        running.encryption().restored().ifPresent(pod -> rendered.editSpec()
                .editTemplate()
                .editMetadata()
                .addToAnnotations(Annotations.RESTORED_THROUGH, pod)
                .endMetadata()
                .endTemplate()
                .endSpec());
        // Only guarded steps write it then: another process may have taken one since it was read.
        running.nodes()
                .ifPresent(nodes -> rendered.editSpec().withReplicas(null).endSpec());
        running.approved().ifPresent(ids -> rendered.editMetadata()
                .addToAnnotations(Annotations.APPROVED, ids)
                .endMetadata());
        annotations(running)
                .forEach((name, value) ->
                        rendered.editMetadata().addToAnnotations(name, value).endMetadata());
        return rendered.build();
    }

    /** What a change of encryption records; an annotation is never removed, so one that ended leaves an empty one. */
    private static Map<String, String> annotations(Running running) {
        Map<String, String> annotations = new TreeMap<>();
        if (running.encryption().changes() > 0) {
            annotations.put(
                    Annotations.ENCRYPTION_SUFFIX,
                    Integer.toString(running.encryption().changes()));
            annotations.put(
                    Annotations.ENCRYPTION_BEFORE,
                    running.encryption().before().map(Object::toString).orElse(""));
            running.encryption().nodes().ifPresent(nodes -> annotations.put(Annotations.NODES_AFTER, nodes.toString()));
        }
        running.rotatedKey().ifPresent(value -> annotations.put(Annotations.ROTATED_KEY, value));
        return annotations;
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
