package dev.numaflow.isbsvc.runtime.service;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.Contended;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.Written;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.status.Notice;
import dev.numaflow.isbsvc.runtime.status.Reason;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets a service go: not while Pipelines refer to it, and not before everything of its own is removed. It needs no readable spec,
 * and may die after any call.
 */
@Singleton
public class ServiceDeletion {

    /** One for children, claims and key each, one to see that nothing is left, and some for what others write meanwhile. */
    private static final int PASSES = 4 + Contended.LOOKS;

    private final Cluster cluster;
    private final References references;
    private final Remains remains;
    private final Finalizers finalizers;
    private final StatusWriter status;

    @Inject
    public ServiceDeletion(
            Cluster cluster, References references, Remains remains, Finalizers finalizers, StatusWriter status) {
        this.cluster = cluster;
        this.references = references;
        this.remains = remains;
        this.finalizers = finalizers;
        this.status = status;
    }

    public Outcome look(LiveService service) {
        if (!service.head().deleting() || !service.head().hasFinalizer()) {
            return new Outcome.Ignored("nobody asked us to let the service go");
        }
        List<String> users = references.to(service);
        if (!users.isEmpty()) {
            return wait(service, "it is in use by " + String.join(", ", users));
        }
        List<String> removed = new ArrayList<>();
        for (int pass = 0; pass < PASSES; pass++) {
            List<JsonNode> next = remains.next(service);
            if (next.isEmpty()) {
                finalizers.remove(service.tree());
                return new Outcome.Reply("removed " + removed, EventType.DELETED, service.ref());
            }
            for (JsonNode object : next) {
                // One that was changed or removed meanwhile is looked at again in the next pass.
                if (cluster.delete(object) instanceof Written.Rejected rejected) {
                    return wait(service, rejected.message());
                }
                removed.add(ObjectRef.of(object).toString());
            }
        }
        throw new Contended(service.ref());
    }

    private Outcome wait(LiveService service, String reason) {
        String message = "the deletion waits: " + reason;
        status.write(
                service.tree(),
                new Facts(service.head().generation(), true, List.of(new Fact.Deleting(message))),
                List.of(new Notice(Reason.DELETION_REFUSED, message)));
        return new Outcome.Done(message);
    }
}
