package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.CertificateGate;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateDecider;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
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
 * @param gate what keeps a change from beginning
 * @param areUsed whether servers may load them
 * @param inSteps whether its nodes are in steps
 * @param secret the user's own; empty where the service names none
 * @param requested what that asks for
 */
record CertificateView(
        LiveCertificates live,
        CertificateGate gate,
        boolean areUsed,
        boolean inSteps,
        TlsSecret secret,
        Requested requested,
        CertificateDecider.Servers servers) {

    static CertificateView of(
            ClusterView objects,
            LiveService service,
            LiveCertificates live,
            boolean inSteps,
            CertificateDecider.Servers servers,
            Instant now) {
        String asked = DueCertificates.asked(service.tree());
        Optional<JsonNode> user = DueCertificates.secret(service.tree()).flatMap(objects::get);
        TlsSecret secret = asked.isEmpty()
                ? new TlsSecret(Map.of(), Optional.empty())
                : TlsSecret.of(asked, user, service.names(), now);
        return new CertificateView(
                live,
                DueCertificates.gate(objects, service, live.server(), user, now),
                DueCertificates.areUsed(service),
                inSteps,
                secret,
                requested(asked, secret, live.server()),
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
        return CertificateDecider.next(state, inSteps || gate.obstacle(now).isPresent(), servers, now);
    }

    /** Whether clients see a copy of a Secret that is named no longer. */
    boolean isToBeMadeHere() {
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
