package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Deletes everything of a service, or retains its data where that is asked for, and removes the finalizer. It may crash after any call. */
@Singleton
public class ServiceCleanup {

    /** One each for children, claims and key, one to confirm that nothing is left, and some for concurrent writes. */
    private static final int PASSES = 4 + ConflictException.MAX_ATTEMPTS;

    private final Cluster cluster;
    private final OwnedResources resources;
    private final DataRetention retention;
    private final Finalizers finalizers;

    @Inject
    public ServiceCleanup(Cluster cluster, OwnedResources resources, DataRetention retention, Finalizers finalizers) {
        this.cluster = cluster;
        this.resources = resources;
        this.retention = retention;
        this.finalizers = finalizers;
    }

    /**
     * What was deleted.
     *
     * @param obstacle why the finalizer was not removed, if it was not
     */
    record Cleared(List<String> removed, Optional<String> obstacle) {}

    /**
     * In order: children, stored data, and last the encryption key. Each act needs the Lease.
     *
     * @param begun runs once the deletion of the servers is accepted, or that of another object where there are none, before anything else
     *     is deleted
     */
    Cleared clear(LiveService service, ServiceLease.Held lease, Runnable begun) {
        boolean retains = retention.isAsked(service);
        lease.check();
        if (retains) {
            retention.mark(service);
        }
        Run run = new Run(lease, begun);
        for (int pass = 0; pass < PASSES; pass++) {
            List<JsonNode> next = retains ? resources.children(service) : resources.next(service);
            if (next.isEmpty()) {
                letGo(service, retains);
                return new Cleared(run.removed, Optional.empty());
            }
            Optional<String> obstacle = run.delete(next);
            if (obstacle.isPresent()) {
                return new Cleared(run.removed, obstacle);
            }
        }
        throw new ConflictException(service.ref());
    }

    private final class Run {

        private final ServiceLease.Held lease;
        private final Runnable begun;
        private final List<String> removed = new ArrayList<>();
        private boolean isBegun;

        private Run(ServiceLease.Held lease, Runnable begun) {
            this.lease = lease;
            this.begun = begun;
        }

        /** An object that changed or was deleted since it was read is read again in the next pass. @return why one is refused */
        private Optional<String> delete(List<JsonNode> next) {
            for (JsonNode object : next) {
                lease.check();
                WriteResult deleted = cluster.delete(object);
                if (deleted instanceof WriteResult.Rejected rejected) {
                    return Optional.of(rejected.message());
                }
                removed.add(ObjectRef.of(object).toString());
                if (!isBegun && deleted instanceof WriteResult.Done) {
                    begun.run();
                    isBegun = true;
                } else if (!isBegun && ObjectRef.of(object).kind() == ObjectKind.STATEFUL_SET) {
                    // Nothing else goes before the servers: their deletion may still be refused.
                    break;
                }
            }
            return Optional.empty();
        }
    }

    /** In a namespace that is being deleted: each object is deleted once, because the rest goes with the namespace. */
    Cleared clearWithNamespace(LiveService service) {
        List<JsonNode> all = resources.all(service);
        all.forEach(cluster::delete);
        resources.releaseClaims(service);
        finalizers.remove(service.tree());
        return new Cleared(
                all.stream().map(object -> ObjectRef.of(object).toString()).toList(), Optional.empty());
    }

    /** Only now, when no controller is left that would make a pod as soon as a claim that a step holds is gone. */
    private void letGo(LiveService service, boolean retains) {
        resources.releaseClaims(service);
        finalizers.remove(service.tree());
        if (!retains) {
            resources.keysOfNobody(service).forEach(cluster::delete);
        }
    }
}
