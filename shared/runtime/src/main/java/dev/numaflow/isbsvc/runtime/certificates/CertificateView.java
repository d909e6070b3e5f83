package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.CertificateGate;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateDecider;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateNotes;
import dev.numaflow.isbsvc.rendering.secrets.CertificateState;
import dev.numaflow.isbsvc.rendering.secrets.CertificateState.Requested;
import dev.numaflow.isbsvc.rendering.secrets.CertificateStep;
import dev.numaflow.isbsvc.rendering.secrets.HeldCertificate;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.isbsvc.DueCertificates;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.secrets.CertificateAuthority;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is live of the certificates of one service.
 *
 * @param notes what metadata says of them, right or not
 * @param gate what keeps a change from beginning, by what is live
 * @param areUsed whether servers may load them
 * @param inSteps whether something else of the service is being changed
 * @param secret the user's own; empty where the service names none
 * @param requested what that asks for
 */
record CertificateView(
        LiveCertificates live,
        CertificateNotes notes,
        CertificateGate gate,
        boolean areUsed,
        boolean inSteps,
        TlsSecret secret,
        Requested requested,
        CertificateDecider.Servers servers) {

    static CertificateView of(
            ClusterView objects,
            LiveService service,
            JsonNode statefulSet,
            LiveCertificates live,
            boolean inSteps,
            CertificateDecider.Servers servers,
            Instant now) {
        String asked = DueCertificates.asked(service.tree());
        Optional<JsonNode> user = DueCertificates.secret(service.tree()).flatMap(objects::get);
        TlsSecret secret = asked.isEmpty()
                ? new TlsSecret(Map.of(), Optional.empty())
                : TlsSecret.of(asked, user, service.names(), now);
        CertificateNotes notes = DueCertificates.notes(service, live.server(), user);
        Requested requested = requested(asked, secret, live.server());
        CertificateNotes shown = notes.shown(live.ends(), live.renew(), asks(requested, live));
        return new CertificateView(
                live,
                notes,
                DueCertificates.gate(objects, service, shown, now),
                DueCertificates.areUsed(service, statefulSet),
                inSteps,
                secret,
                requested,
                servers);
    }

    private static Requested requested(String asked, TlsSecret secret, JsonNode server) {
        if (asked.isEmpty()) {
            return new Requested.Nothing();
        }
        if (secret.refused().isPresent()) {
            return new Requested.Refused(secret.refused().get().toString());
        }
        boolean isSame = secret.values().entrySet().stream()
                .allMatch(value -> SecretData.text(server, value.getKey()).equals(value.getValue()));
        return isSame
                ? new Requested.Same()
                : new Requested.Other(SecretData.text(server, Keys.CA_CERT)
                        .equals(secret.values().get(Keys.CA_CERT)));
    }

    CertificateStep next(Instant now) {
        CertificateState state = new CertificateState(
                areUsed,
                live.held(),
                live.authority().map(CertificateAuthority::renew),
                live.step(),
                live.isAsStaged(),
                requested);
        return CertificateDecider.next(state, gate.obstacle(now).isPresent(), inSteps, servers, now);
    }

    /** Whether clients are to see another certificate than they do. */
    boolean asks() {
        return asks(requested, live);
    }

    /** Whether this takes up what is asked. */
    boolean isAnswered(CertificateStep.Begin begin) {
        return begin.takes()
                || !asks()
                || (isToBeMadeHere(requested, live) && begin.made().contains(CertificateKeys.CLIENT));
    }

    private static boolean asks(Requested requested, LiveCertificates live) {
        return requested instanceof Requested.Other || isToBeMadeHere(requested, live);
    }

    /** Whether clients see a copy of a Secret that is named no longer. */
    private static boolean isToBeMadeHere(Requested requested, LiveCertificates live) {
        return requested instanceof Requested.Nothing
                && Optional.ofNullable(live.held().get(CertificateKeys.CLIENT))
                        .filter(client -> client.maker() == HeldCertificate.Maker.COPY)
                        .isPresent();
    }

    @Override
    public String toString() {
        return "CertificateView[...]";
    }
}
