package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Removes what is of a service, or keeps its data where that is asked for, and lets the service go. It may die after any call. */
@Singleton
public class ServiceCleanup {

    /** One for children, claims and key each, one to see that nothing is left, and some for what others write meanwhile. */
    private static final int PASSES = 4 + ConflictException.MAX_ATTEMPTS;

    private final Cluster cluster;
    private final OwnedResources remains;
    private final DataRetention retention;
    private final Finalizers finalizers;

    @Inject
    public ServiceCleanup(Cluster cluster, OwnedResources remains, DataRetention retention, Finalizers finalizers) {
        this.cluster = cluster;
        this.remains = remains;
        this.retention = retention;
        this.finalizers = finalizers;
    }

    /**
     * What was removed.
     *
     * @param obstacle why the service was not let go, if it was not
     */
    record Cleared(List<String> removed, Optional<String> obstacle) {}

    /** In order: what runs, what it stored, and last the key to that. Each act is by the right of the Lease. */
    Cleared clear(LiveService service, ServiceLease.Held lease) {
        boolean retains = retention.isAsked(service);
        lease.check();
        if (retains) {
            retention.mark(service);
        }
        List<String> removed = new ArrayList<>();
        for (int pass = 0; pass < PASSES; pass++) {
            List<JsonNode> next = retains ? remains.children(service) : remains.next(service);
            if (next.isEmpty()) {
                letGo(service, retains);
                return new Cleared(removed, Optional.empty());
            }
            for (JsonNode object : next) {
                lease.check();
                // One that was changed or removed meanwhile is looked at again in the next pass.
                if (cluster.delete(object) instanceof WriteResult.Rejected rejected) {
                    return new Cleared(removed, Optional.of(rejected.message()));
                }
                removed.add(ObjectRef.of(object).toString());
            }
        }
        throw new ConflictException(service.ref());
    }

    /** In a namespace that goes: each is asked once to go, because whatever stays goes with the namespace. */
    Cleared clearWithNamespace(LiveService service) {
        List<JsonNode> all = remains.all(service);
        all.forEach(cluster::delete);
        finalizers.remove(service.tree());
        return new Cleared(
                all.stream().map(object -> ObjectRef.of(object).toString()).toList(), Optional.empty());
    }

    private void letGo(LiveService service, boolean retains) {
        finalizers.remove(service.tree());
        if (!retains) {
            remains.keysOfNobody(service).forEach(cluster::delete);
        }
    }
}
