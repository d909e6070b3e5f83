package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLike;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All Pipelines and ServingPipelines, including those with an unreadable spec, because they own streams as well.
 *
 * @param pipelines those that can be read
 * @param owners all of them
 */
public record LivePipelines(List<PipelineRef> pipelines, List<StreamOwner> owners) {

    private static final String AFTER_ALL_OTHERS = "9999-12-31T23:59:59Z";

    public LivePipelines {
        pipelines = List.copyOf(pipelines);
        owners = List.copyOf(owners);
    }

    public static LivePipelines of(List<JsonNode> objects) {
        List<PipelineRef> pipelines = new ArrayList<>();
        for (JsonNode object : objects) {
            Parsed<PipelineLike> user = PipelineLikes.read(object);
            if (user.isGood()) {
                pipelines.add(new PipelineRef(object, user.value()));
            }
        }
        return new LivePipelines(
                pipelines, objects.stream().map(StreamOwner::of).toList());
    }

    /** The same after these were applied: they replace those of the same name and keep their identity; a new one comes after all others. */
    public LivePipelines withWritten(List<JsonNode> written) {
        List<PipelineRef> readable = new ArrayList<>(pipelines);
        List<StreamOwner> all = new ArrayList<>(owners);
        for (JsonNode object : written) {
            StreamOwner name = StreamOwner.of(object);
            JsonNode applied = applied(object);
            readable.removeIf(each -> each.owner().hasNameOf(name));
            all.removeIf(each -> each.hasNameOf(name));
            all.add(StreamOwner.of(applied));
            readable.addAll(of(List.of(applied)).pipelines());
        }
        return new LivePipelines(readable, all);
    }

    /** The written object with the server-set metadata of the live one of its name. */
    private JsonNode applied(JsonNode written) {
        StreamOwner name = StreamOwner.of(written);
        ObjectNode applied = written.deepCopy();
        ObjectNode metadata = applied.withObject("/metadata");
        // Two new objects must not get the same uid.
        metadata.put("uid", "not there yet: " + name).put("creationTimestamp", AFTER_ALL_OTHERS);
        owners.stream().filter(name::hasNameOf).forEach(live -> metadata.put("uid", live.uid()));
        pipelines.stream()
                .filter(live -> live.owner().hasNameOf(name))
                .map(live -> live.object().path("metadata"))
                .forEach(live -> List.of("creationTimestamp", "deletionTimestamp").stream()
                        .filter(live::hasNonNull)
                        .forEach(field -> metadata.set(field, live.path(field))));
        return applied;
    }

    /** Those of one namespace; only these can use its services. */
    public LivePipelines in(String namespace) {
        return new LivePipelines(
                pipelines.stream()
                        .filter(pipeline -> pipeline.owner().namespace().equals(namespace))
                        .toList(),
                owners.stream()
                        .filter(owner -> owner.namespace().equals(namespace))
                        .toList());
    }

    /** Those that use this service, which belongs to this instance. */
    public List<PipelineRef> of(Names service, String instance) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.uses(service, instance))
                .toList();
    }

    /** The one with this uid, where it can be read. */
    Optional<PipelineRef> pipeline(String uid) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.owner().uid().equals(uid))
                .findFirst();
    }

    /** The one of this name, even if it was recreated, where it can be read. */
    Optional<PipelineRef> named(StreamOwner name) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.owner().hasNameOf(name))
                .findFirst();
    }

    /** The live owner of a stream, the same or recreated under its name; empty when there is none. */
    Optional<StreamOwner> now(StreamOwner owner) {
        return owners.stream()
                .filter(alive -> alive.uid().equals(owner.uid()))
                .findFirst()
                .or(() -> owners.stream().filter(owner::hasNameOf).findFirst());
    }

    /**
     * Whether any of them may have used a service that none uses now: not one that existed before the service and was not changed
     * since.
     *
     * @param created when the service was created, RFC 3339 in UTC
     */
    public boolean mayHaveUsed(String created) {
        return pipelines.size() < owners.size()
                || pipelines.stream().anyMatch(pipeline -> pipeline.mayHaveUsed(created));
    }

    /** Whether there is one of this name whose spec cannot be read. */
    boolean hasUnreadable(StreamOwner name) {
        return owners.stream().filter(owner -> owner.hasNameOf(name)).anyMatch(owner -> pipeline(owner.uid())
                .isEmpty());
    }

    /** Whether a Pipeline exists, by its uid, which differs from that of an earlier one of the same name. */
    public boolean lives(StreamOwner owner) {
        return owners.stream().anyMatch(alive -> alive.uid().equals(owner.uid()));
    }
}
