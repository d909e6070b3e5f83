package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.rendering.secrets.HeldCertificate;
import dev.numaflow.isbsvc.rendering.secrets.HeldCertificate.Maker;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.secrets.CertificateAuthority;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The certificates of a server Secret, as far as they can be read.
 *
 * @param authority the one whose key the Secret has
 * @param leaves what servers present, without what is appended to it
 */
record LiveCertificates(
        JsonNode server, Optional<CertificateAuthority> authority, Map<CertificateKeys, X509Certificate> leaves) {

    /** Numaflow's controller, and our authorities, by name: the key of each is gone, so none of them proves more. */
    private static final Set<String> EARLIER = Set.of("O=io.numaproj", "CN=isbsvc authority,O=numaflow");

    static LiveCertificates of(JsonNode server, SecureRandom random, Instant now) {
        Map<CertificateKeys, X509Certificate> leaves = new EnumMap<>(CertificateKeys.class);
        for (CertificateKeys group : CertificateKeys.values()) {
            PemCertificates.in(SecretData.text(server, group.cert())).stream()
                    .findFirst()
                    .ifPresent(leaf -> leaves.put(group, leaf));
        }
        Optional<CertificateAuthority> authority = CertificateAuthority.held(
                random,
                now,
                SecretData.text(server, Keys.AUTHORITY_PRIVATE_KEY),
                SecretData.text(server, Keys.AUTHORITY_CERT));
        return new LiveCertificates(server, authority, leaves);
    }

    /** Who made them, and how long they are valid. */
    Map<CertificateKeys, HeldCertificate> held() {
        Map<CertificateKeys, HeldCertificate> held = new EnumMap<>(CertificateKeys.class);
        leaves.forEach((group, leaf) -> held.put(
                group,
                new HeldCertificate(
                        maker(group, leaf),
                        leaf.getNotBefore().toInstant(),
                        leaf.getNotAfter().toInstant())));
        return held;
    }

    private Maker maker(CertificateKeys group, X509Certificate leaf) {
        if (group == CertificateKeys.CLIENT
                && annotation(Annotations.TLS_SECRET_TAKEN).equals(digest(leaf))) {
            return Maker.COPY;
        }
        if (authority.filter(ours -> ours.hasSigned(leaf)).isPresent()) {
            return Maker.AUTHORITY;
        }
        return EARLIER.contains(leaf.getIssuerX500Principal().getName()) ? Maker.EARLIER : Maker.SOMEBODY;
    }

    /** The last step of a change that is under way; 0 where none is. */
    int step() {
        String step = annotation(Annotations.CERTIFICATES_STEP);
        return step.startsWith("1 ") ? 1 : step.isEmpty() ? 0 : 2;
    }

    /** Whether nobody has changed anything that the next step relies on since that step was taken. */
    boolean isAsStaged() {
        return annotation(Annotations.CERTIFICATES_STEP).equals(noted(step())) && trustsNext();
    }

    /** Nobody gets a certificate whose authority is not trusted beside the one before. */
    private boolean trustsNext() {
        return Stream.of(CertificateKeys.values())
                .map(CertificateKeys::caCert)
                .allMatch(key -> PemCertificates.contains(
                        SecretData.text(server, key), SecretData.text(server, Keys.next(key))));
    }

    /** How a step is noted: with a digest of what servers load, and of what is prepared for them. */
    String noted(int step) {
        return step + " "
                + Digest.sha256(CertificateKeys.ofBoth().stream()
                        .flatMap(key -> Stream.of(key, Keys.next(key)))
                        .map(key -> key + "=" + server.path("data").path(key).asText())
                        .collect(Collectors.joining(",")));
    }

    /** When the first of them ends, but the copy of a user's Secret, which others renew. */
    Optional<Instant> ends() {
        return ends(false);
    }

    /** When the copy of a user's Secret ends; empty where there is none. */
    Optional<Instant> copyEnds() {
        return ends(true);
    }

    private Optional<Instant> ends(boolean ofCopies) {
        return held().values().stream()
                .filter(held -> (held.maker() == Maker.COPY) == ofCopies)
                .map(HeldCertificate::ends)
                .min(Instant::compareTo);
    }

    /** When the first of those that are made here is to be renewed. */
    Optional<Instant> renew() {
        return held().values().stream()
                .filter(HeldCertificate::isOurs)
                .map(HeldCertificate::renew)
                .min(Instant::compareTo);
    }

    static String digest(X509Certificate certificate) {
        return Digest.sha256(PemCertificates.text(certificate));
    }

    private String annotation(String key) {
        return ObjectMetas.annotation(server, key);
    }
}
