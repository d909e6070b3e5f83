package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.CertificateNotes;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.isbsvc.DueCertificates;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.time.Instant;
import java.util.Optional;

/** Decides from metadata and status whether `update` has to look at the certificates of a service. */
public final class CertificateCheck {

    private CertificateCheck() {}

    /** Whether `update` would do something about the certificates, as far as metadata shows: of servers and Secrets it asks nothing. */
    public static boolean isDue(ClusterView objects, LiveService service, Instant now) {
        if (!isGoing(service)) {
            return false;
        }
        boolean isUnreported = isReported(service, Fact.Certificates.RENEWING)
                || (DueCertificates.areUsed(service) && condition(service).isEmpty());
        return serverSecret(objects, service.names())
                .map(server -> DueCertificates.notes(objects, service, server))
                .filter(notes ->
                        !isBlocked(service, notes) || (notes.isLastCall(now) && mayBegin(objects, service, notes, now)))
                .filter(notes -> isUnreported || notes.isUnderWay() || mayBegin(objects, service, notes, now))
                .isPresent();
    }

    private static boolean mayBegin(ClusterView objects, LiveService service, CertificateNotes notes, Instant now) {
        return notes.isUnderWay()
                || (notes.isDue(now)
                        && DueCertificates.gate(objects, service, notes, now)
                                .obstacle(now)
                                .isEmpty());
    }

    /** What was rejected is rejected each time: it is tried again with what happens to the service or its Secrets. */
    private static boolean isBlocked(LiveService service, CertificateNotes notes) {
        return isChangedOtherwise(service)
                || (service.isReleaseAsked() && !notes.isUnderWay())
                || isReported(service, Fact.Certificates.NOT_WRITTEN);
    }

    /**
     * Whether an event makes the certificates be looked at, which costs requests: `repair` sees in metadata when they are due, and says so
     * by an event about the server Secret.
     */
    static boolean isToBeLookedAt(LiveService service, EventBatch batch) {
        boolean areUsed = DueCertificates.areUsed(service);
        return isGoing(service)
                && (batch.isAboutAny(ObjectKind.SECRET)
                        || !DueCertificates.asked(service.tree()).isEmpty()
                        || (areUsed && isInSteps(service))
                        || condition(service).isPresent() != areUsed
                        || condition(service)
                                .filter(is -> !Fact.Certificates.VALID.equals(is.reason()))
                                .isPresent());
    }

    /** What has begun is taken to its end, though the service is to be released: it is left only afterwards. */
    static boolean isGoing(LiveService service) {
        return service.isDeployed()
                && !service.isLeftAlone()
                && !service.metadataAndStatus().deleting();
    }

    /** Two kinds of steps are never taken at once, and none begins in a service that is to be left. */
    static boolean isInSteps(LiveService service) {
        return service.isReleaseAsked() || isChangedOtherwise(service);
    }

    private static boolean isChangedOtherwise(LiveService service) {
        ServiceStatus status = service.metadataAndStatus().status();
        return status.condition(ConditionType.STEPS_PENDING).isPresent()
                || status.condition(ConditionType.TLS_SWITCHING).isPresent();
    }

    /** Whether the status says that a change is under way, be it so or not. */
    static boolean isReportedUnderWay(LiveService service) {
        return isReported(service, Fact.Certificates.RENEWING);
    }

    private static boolean isReported(LiveService service, String state) {
        return condition(service)
                .filter(condition -> state.equals(condition.reason()))
                .isPresent();
    }

    private static Optional<Condition> condition(LiveService service) {
        return service.metadataAndStatus().status().condition(ConditionType.CERTIFICATES_OBSERVED);
    }

    static Optional<JsonNode> serverSecret(ClusterView objects, Names names) {
        return objects.get(new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret()));
    }
}
