package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.DueCertificates;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.time.Instant;
import java.util.Optional;

/** Decides from metadata and status whether `update` has to look at the certificates of a service. */
public final class CertificateCheck {

    private CertificateCheck() {}

    /** Whether `update` would do something about the certificates, as far as metadata shows: of servers and Secrets it asks nothing. */
    public static boolean isDue(ClusterView objects, LiveService service, Instant now) {
        if (!isGoing(service) || isInSteps(service)) {
            return false;
        }
        boolean isUnreported = isReportedUnderWay(service)
                || (DueCertificates.areUsed(service) && condition(service).isEmpty());
        return serverSecret(objects, service.names())
                .map(server -> DueCertificates.gate(objects, service, server, now))
                .filter(gate -> isUnreported
                        || gate.notes().isUnderWay()
                        || (gate.notes().isDue(now) && gate.obstacle(now).isEmpty()))
                .isPresent();
    }

    static boolean isGoing(LiveService service) {
        return service.isDeployed()
                && !service.isLeftAlone()
                && !service.metadataAndStatus().deleting()
                && !service.isReleaseAsked();
    }

    /** Two kinds of steps are never taken at once. */
    static boolean isInSteps(LiveService service) {
        ServiceStatus status = service.metadataAndStatus().status();
        return status.condition(ConditionType.STEPS_PENDING).isPresent()
                || status.condition(ConditionType.TLS_SWITCHING).isPresent();
    }

    /** Whether the status says that a change is under way, be it so or not. */
    static boolean isReportedUnderWay(LiveService service) {
        return condition(service)
                .filter(condition -> Fact.Certificates.RENEWING.equals(condition.reason()))
                .isPresent();
    }

    private static Optional<Condition> condition(LiveService service) {
        return service.metadataAndStatus().status().condition(ConditionType.CERTIFICATES_OBSERVED);
    }

    static Optional<JsonNode> serverSecret(ClusterView objects, Names names) {
        return objects.get(new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret()));
    }
}
