package dev.numaflow.isbsvc.runtime.health;

import dev.numaflow.isbsvc.rendering.health.Health;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth.Judgement;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import dev.numaflow.isbsvc.runtime.service.Services;
import dev.numaflow.isbsvc.runtime.status.Notice;
import dev.numaflow.isbsvc.runtime.status.Reason;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Writes whether a service serves, and answers {@code ready} when it does from now on, {@code degraded} when something
 * else is amiss from now on. What has been told is what stands in the status, so nothing is told twice. What only the servers can
 * confirm is asked for again.
 */
@Singleton
public class HealthLook {

    private final Services services;
    private final ServiceHealth health;
    private final StatusWriter status;

    @Inject
    public HealthLook(Services services, ServiceHealth health, StatusWriter status) {
        this.services = services;
        this.health = health;
        this.status = status;
    }

    public Outcome look(Pointer pointer) {
        return services.with(pointer, this::look);
    }

    private Outcome look(LiveService live) {
        InterStepBufferService service = live.head();
        if (!live.isDeployed()) {
            // Judged at the end of its deployment: that answers an event of its own.
            return new Outcome.Done("waits for its children");
        }
        Judgement judgement = health.judge(service);
        if (service.deleting() && !judgement.statefulSetExists()) {
            return new Outcome.Done("is being deleted");
        }
        Outcome outcome = write(live, judgement);
        if (judgement.health().isToBeAskedAgain()) {
            // No event would wake us when the servers have agreed, or when it has lasted too long.
            throw new NatsUnavailable(
                    service.names() + ": " + judgement.health().message());
        }
        return outcome;
    }

    private Outcome write(LiveService live, Judgement judgement) {
        InterStepBufferService service = live.head();
        Facts facts = new Facts(service.generation(), judgement.statefulSetExists(), List.of(judgement.fact()));
        StatusWriter.Result result = status.write(live.tree(), facts, notices(judgement));
        String said = said(judgement);
        if (result != StatusWriter.Result.WRITTEN) {
            return new Outcome.Done(said);
        }
        if (judgement.serves()) {
            return new Outcome.Reply(said, EventType.READY, live.ref());
        }
        return judgement.isNewlyDegraded()
                ? new Outcome.Reply(said, EventType.DEGRADED, live.ref())
                : new Outcome.Done(said);
    }

    private static List<Notice> notices(Judgement judgement) {
        if (judgement.health() instanceof Health.Lost lost) {
            return List.of(new Notice(Reason.QUORUM_LOST, lost.reason() + ": " + lost.message()));
        }
        return judgement.isNewlyDegraded()
                ? List.of(new Notice(Reason.DEGRADED, judgement.health().message()))
                : List.of();
    }

    private static String said(Judgement judgement) {
        String message = judgement.health().message();
        return message.isEmpty() ? "all nodes ready" : message;
    }
}
