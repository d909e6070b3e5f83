package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Changes a part of an object to which others write as well: each write is of exactly the object that was read, and when it changed
 * since, it retries a limited number of times (invariant 5).
 */
@Singleton
public class ObjectEdit {

    private final ClusterWriter cluster;

    @Inject
    public ObjectEdit(ClusterWriter cluster) {
        this.cluster = cluster;
    }

    /**
     * Changes the object unless that is done already.
     *
     * @param object as it was read last
     * @return the object as it is now; nothing when it is gone, or another one has its name
     */
    public Optional<JsonNode> write(JsonNode object, Predicate<JsonNode> done, UnaryOperator<JsonNode> change) {
        ObjectRef ref = ObjectRef.of(object);
        return OptimisticUpdate.of(ref, Optional.of(object), () -> cluster.get(ref), live -> {
            if (live.isEmpty() || !ObjectMetas.uid(live.get()).equals(ObjectMetas.uid(object))) {
                return Optional.of(Optional.empty());
            }
            if (done.test(live.get())) {
                return Optional.of(live);
            }
            WriteResult written = cluster.replace(change.apply(live.get()));
            if (written instanceof WriteResult.Rejected rejected) {
                throw new ApiRefused(rejected);
            }
            return written instanceof WriteResult.Done changed
                    ? Optional.of(Optional.of(changed.object()))
                    : Optional.empty();
        });
    }
}
