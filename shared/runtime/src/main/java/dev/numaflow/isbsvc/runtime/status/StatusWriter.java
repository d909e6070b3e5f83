package dev.numaflow.isbsvc.runtime.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.StatusFold;
import dev.numaflow.isbsvc.runtime.cluster.ApiRefused;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.OptimisticUpdate;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The one writer of the status of a service (invariant 6): facts are folded into the previous status, and written only when that
 * changes it. The result of a newer generation is never overwritten.
 */
@Singleton
public class StatusWriter {

    /** The result of a write. */
    public enum Result {
        WRITTEN,
        UNCHANGED,
        /** The service changed since it was read; nothing was written. */
        OVERTAKEN,
        /** The service is gone, or another one has its name now. */
        GONE
    }

    private final ClusterWriter cluster;
    private final EventRecorder recorder;
    private final Clock clock;

    @Inject
    public StatusWriter(ClusterWriter cluster, EventRecorder recorder, Clock clock) {
        this.cluster = cluster;
        this.recorder = recorder;
        this.clock = clock;
    }

    /**
     * Writes the facts into the status if that changes it, and before that records those messages that the status does not contain
     * yet: a run after a crash in between records them again.
     *
     * @param service as it was read last
     */
    public Result write(JsonNode service, Facts facts, List<EventMessage> messages) {
        return write(service, facts, messages, replaced -> {});
    }

    /** The same. @param written is given the service as it was right before the write, if there was one */
    public Result write(JsonNode service, Facts facts, List<EventMessage> messages, Consumer<JsonNode> written) {
        ObjectRef ref = ObjectRef.of(service);
        List<EventMessage> begun = begun(service, messages);
        return OptimisticUpdate.of(ref, Optional.of(service), () -> cluster.get(ref), live -> {
            if (live.isEmpty() || !ObjectMetas.uid(live.get()).equals(ObjectMetas.uid(service))) {
                return Optional.of(Result.GONE);
            }
            Result result = writeOnto(live.get(), facts, () -> newOnes(live.get(), begun));
            if (result == Result.WRITTEN) {
                written.accept(live.get());
            }
            return Optional.of(result).filter(each -> each != Result.OVERTAKEN);
        });
    }

    /** The messages that the status does not contain as they are. */
    private static List<EventMessage> newOnes(JsonNode service, List<EventMessage> messages) {
        ServiceStatus status = StrictReader.withoutSpec(service).status();
        List<String> texts = Stream.concat(
                        Stream.of(Objects.toString(status.message(), "")),
                        status.conditions().stream().map(condition -> Objects.toString(condition.message(), "")))
                .toList();
        return messages.stream()
                .filter(message -> texts.stream().noneMatch(text -> text.contains(message.message())))
                .toList();
    }

    /**
     * The same for facts that another reconcile may know better since: they are written onto the service as it was read, or not at
     * all, with all of these messages.
     */
    public Result writeOnto(JsonNode service, Facts facts, List<EventMessage> messages) {
        return writeOnto(service, facts, () -> begun(service, messages));
    }

    private Result writeOnto(JsonNode service, Facts facts, Supplier<List<EventMessage>> messages) {
        Optional<ObjectNode> next = next(service, facts);
        if (next.isEmpty()) {
            return Result.UNCHANGED;
        }
        messages.get().forEach(message -> recorder.record(service, message));
        return written(next.get()) ? Result.WRITTEN : Result.OVERTAKEN;
    }

    /** What the status does not contain yet begins now, however often it occurred before. */
    private static List<EventMessage> begun(JsonNode service, List<EventMessage> messages) {
        String version = service.path("metadata").path("resourceVersion").asText();
        return messages.stream().map(message -> message.begunAt(version)).toList();
    }

    /** The service with its next status, or nothing when that is unchanged. */
    private Optional<ObjectNode> next(JsonNode live, Facts facts) {
        ServiceStatus previous = StrictReader.withoutSpec(live).status();
        ServiceStatus status = StatusFold.fold(
                previous, facts, clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        if (status.equals(previous)) {
            return Optional.empty();
        }
        ObjectNode next = live.deepCopy();
        next.set("status", ObjectMetas.of(status));
        return Optional.of(next);
    }

    private boolean written(ObjectNode next) {
        WriteResult written = cluster.replaceStatus(next);
        if (written instanceof WriteResult.Rejected rejected) {
            throw new ApiRefused(rejected);
        }
        return written instanceof WriteResult.Done;
    }
}
