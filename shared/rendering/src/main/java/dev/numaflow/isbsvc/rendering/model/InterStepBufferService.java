package dev.numaflow.isbsvc.rendering.model;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * The resource that a user applies.
 *
 * @param spec null where the document has none
 * @param status the last written status; never null
 */
public record InterStepBufferService(
        String apiVersion, String kind, ObjectMeta metadata, Spec spec, ServiceStatus status) {

    public InterStepBufferService {
        metadata = metadata == null ? new ObjectMeta() : metadata;
        status = status == null ? ServiceStatus.NONE : status;
    }

    /**
     * The spec; its only kind of buffer service is JetStream.
     *
     * @param jetstream null where it is absent
     */
    public record Spec(JetStreamSpec jetstream) {}

    public Names names() {
        return new Names(metadata.getNamespace(), metadata.getName());
    }

    public long generation() {
        return metadata.getGeneration() == null ? 0 : metadata.getGeneration();
    }

    public boolean deleting() {
        return metadata.getDeletionTimestamp() != null;
    }

    /** Whether its deletion waits for us. One that is deleted before we added ours has Numaflow's alone. */
    public boolean hasFinalizer() {
        return Kinds.FINALIZERS.stream().anyMatch(metadata.getFinalizers()::contains);
    }

    /** Whether it has every finalizer of a service that is not being deleted. */
    public boolean hasAllFinalizers() {
        return metadata.getFinalizers().containsAll(Kinds.FINALIZERS);
    }

    /** Whether it was left to Numaflow's controller: its user asks for that, and our finalizer, which is removed last, is gone. */
    public boolean isReleased() {
        return metadata.getAnnotations() != null
                && "true".equals(metadata.getAnnotations().get(Annotations.RELEASE))
                && !metadata.getFinalizers().contains(Kinds.FINALIZER);
    }

    /** Whether the object's instance annotation equals the configured instance; absent means empty. */
    public boolean belongsTo(String instance) {
        String own = metadata.getAnnotations() == null
                ? null
                : metadata.getAnnotations().get(Annotations.INSTANCE);
        return (own == null ? "" : own).equals(instance == null ? "" : instance);
    }
}
