package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Refuses a change of encryption of a running service that cannot be carried out node by node, or is not approved: stored data would become
 * unreadable or be lost. It compares the live objects, never the event.
 */
@Singleton
public class EncryptionGuard {

    private final Planning planning;
    private final EventRecorder recorder;
    private final StatusWriter status;

    @Inject
    public EncryptionGuard(Planning planning, EventRecorder recorder, StatusWriter status) {
        this.planning = planning;
        this.recorder = recorder;
        this.status = status;
    }

    public Outcome reconcile(LiveService service) {
        if (service.metadataAndStatus().deleting()) {
            return new Outcome.Ignored("the service is being deleted");
        }
        if (service.paused()) {
            return new Outcome.Ignored("the service is paused");
        }
        Optional<JsonNode> statefulSet = planning.statefulSet(service);
        Parsed<Plan> plan =
                service.desired().then(desired -> planning.plan(service, Children.of(desired), statefulSet));
        if (plan.isGood() && plan.value().decision().target().isPresent()) {
            return new Outcome.Ignored("the change of encryption is carried out node by node");
        }
        return plan.isGood() && plan.value().decision().heldEncryption().isPresent()
                ? refuse(
                        service,
                        plan.value(),
                        plan.value().decision().heldEncryption().get())
                : new Outcome.Ignored("no change of encryption is asked for");
    }

    private Outcome refuse(LiveService service, Plan plan, HeldChange change) {
        recorder.record(service.tree(), new EventMessage(Reason.ENCRYPTION_REFUSED, change.toString()));
        status.write(
                service.tree(),
                new Facts(service.metadataAndStatus().generation(), true, List.of(new Fact.Held(plan.held()))),
                List.of());
        return new Outcome.Reply("refused: " + change, EventType.ENCRYPTION_REFUSED, service.ref());
    }
}
