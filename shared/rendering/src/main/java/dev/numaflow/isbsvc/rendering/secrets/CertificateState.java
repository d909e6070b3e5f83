package dev.numaflow.isbsvc.rendering.secrets;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How the certificates of a service are, as the live Secrets show it.
 *
 * @param isUsed whether servers may load them: TLS is desired, or on
 * @param held those that can be read
 * @param authorityRenew when another authority is to sign the certificates; empty where the Secret has the key of none
 * @param step the last step that was taken of a change that is under way; 0 where none is
 * @param isAsStaged whether the certificates are those with which that step was taken
 * @param requested what the user's own Secret asks for
 */
public record CertificateState(
        boolean isUsed,
        Map<CertificateKeys, HeldCertificate> held,
        Optional<Instant> authorityRenew,
        int step,
        boolean isAsStaged,
        Requested requested) {

    public CertificateState {
        held = Map.copyOf(held);
    }

    /** What a user's own Secret asks for. */
    public sealed interface Requested {

        /** There is none. */
        record Nothing() implements Requested {}

        /** Clients see its certificate already. */
        record Same() implements Requested {}

        /** Another certificate, which is valid. @param sameAuthority whether clients trust it already */
        record Other(boolean sameAuthority) implements Requested {}

        /** It cannot be used. @param why with path, what was found, and what is allowed; without any of its content */
        record Refused(String why) implements Requested {}
    }

    /** The same where nothing is asked of clients' certificates. */
    CertificateState withoutRequest() {
        return new CertificateState(isUsed, held, authorityRenew, step, isAsStaged, new Requested.Refused(""));
    }

    Optional<HeldCertificate> of(CertificateKeys group) {
        return Optional.ofNullable(held.get(group));
    }
}
