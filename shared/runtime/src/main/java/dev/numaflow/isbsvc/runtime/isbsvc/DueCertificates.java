package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.CertificateGate;
import dev.numaflow.isbsvc.rendering.change.MaintenanceWindow;
import dev.numaflow.isbsvc.rendering.change.ObservedService;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import dev.numaflow.isbsvc.rendering.secrets.CertificateNotes;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.StatefulSets;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out from the metadata of Secrets, live or listed, whether certificates of a service are due, and what they wait for. */
public final class DueCertificates {

    /** Names of Secrets that are no user's begin so. */
    private static final String OF_SERVICES = "isbsvc-";

    private DueCertificates() {}

    /** The name of the user's Secret, whatever its form; empty where the service names none. */
    public static String asked(JsonNode service) {
        return ObjectMetas.annotation(service, Annotations.TLS_SECRET).strip();
    }

    /** The user's Secret, if a Secret of a user can have that name: never one of another namespace (invariant 11). */
    public static Optional<ObjectRef> secret(JsonNode service) {
        return Optional.of(asked(service))
                .filter(name -> ObjectNames.isName(name) && !name.startsWith(OF_SERVICES))
                .map(name ->
                        new ObjectRef(ObjectKind.SECRET, ObjectRef.of(service).namespace(), name));
    }

    /** Whether servers may load certificates: TLS is desired, or on, or being switched off. */
    public static boolean areUsed(LiveService service) {
        ServiceStatus status = service.metadataAndStatus().status();
        return status.tellsTls()
                || status.condition(ConditionType.TLS_SWITCHING).isPresent()
                || (service.desired().isGood()
                        && service.desired().value().spec().tlsEnabled());
    }

    /** The same, and whatever spec and status say, where these servers serve TLS. */
    public static boolean areUsed(LiveService service, JsonNode statefulSet) {
        return areUsed(service) || ObservedService.servesTls(statefulSet);
    }

    /** What else of a service keeps a change of its certificates from beginning; empty where nothing does. */
    public static Optional<String> blocked(LiveService service) {
        ServiceStatus status = service.metadataAndStatus().status();
        if (service.isReleaseAsked()) {
            return Optional.of("the service is to be left to Numaflow's controller");
        }
        return Stream.of(
                        status.condition(ConditionType.STEPS_PENDING).map(any -> "its nodes are in steps"),
                        status.condition(ConditionType.TLS_SWITCHING)
                                .map(any -> "how the servers use TLS is being changed"),
                        status.condition(ConditionType.CREDENTIALS_ROTATING)
                                .map(any -> "the credentials of clients are being rotated"),
                        status.condition(ConditionType.CERTIFICATES_OBSERVED)
                                .filter(is -> Fact.Certificates.NOT_WRITTEN.equals(is.reason()))
                                .map(Condition::message))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What is noted of certificates. @param server the server Secret, or its metadata */
    public static CertificateNotes notes(ClusterView objects, LiveService service, JsonNode server) {
        try {
            return notes(service, server, secret(service.tree()).flatMap(objects::get));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                // A user who plans may not read it; `update`, which takes it, may.
                return notes(service, server, Optional.empty()).withoutSecret();
            }
            throw e;
        }
    }

    /** The same. @param user the user's Secret as it was read, because its version is noted as seen */
    public static CertificateNotes notes(LiveService service, JsonNode server, Optional<JsonNode> user) {
        String name = secret(service.tree()).map(ObjectRef::name).orElseGet(() -> shortened(asked(service.tree())));
        return CertificateNotes.of(server, name, user);
    }

    /** What may begin. */
    public static CertificateGate gate(ClusterView objects, LiveService service, CertificateNotes notes, Instant now) {
        boolean areLoadedNever = notes.isDue(now)
                && StatefulSets.find(objects, service.names())
                        .filter(set -> areUsed(service, set) && !Running.arePodsOurs(set))
                        .isPresent();
        return new CertificateGate(
                service.uid(),
                service.approve(),
                notes,
                areLoadedNever,
                MaintenanceWindow.closed(ObjectMetas.annotation(service.tree(), Annotations.MAINTENANCE_WINDOW), now));
    }

    /** It is noted, and may be of any length. */
    private static String shortened(String impossible) {
        return impossible.isEmpty() ? "" : "impossible-" + Digest.sha256(impossible);
    }
}
