package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.children.SigningAuthority;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server Secret as it is after a step of a change of certificates; what the step does not concern stays byte for byte. Each step
 * presents clients a chain that no other one does, by one more certificate at its end, which whoever verifies leaves aside: a server that
 * presents it has loaded all files of that step, because they reach it together.
 */
final class CertificateEdits {

    private static final String ANNOTATIONS = "/metadata/annotations";

    private final JsonNode server;
    private final ObjectNode changed;
    private final SecureRandom random;
    private final Instant now;

    CertificateEdits(JsonNode server, SecureRandom random, Instant now) {
        this.server = server;
        this.changed = server.deepCopy();
        this.random = random;
        this.now = now;
    }

    /** With the authority that signs from now on. */
    CertificateEdits signedBy(Optional<SigningAuthority> authority) {
        authority.ifPresent(kept -> {
            put(Keys.AUTHORITY_PRIVATE_KEY, kept.privateKey());
            put(Keys.AUTHORITY_CERT, kept.cert());
        });
        return this;
    }

    /** With a note of the user's Secret that was looked at. @param seen empty where there is none */
    CertificateEdits seen(String seen) {
        return note(Annotations.TLS_SECRET_SEEN, seen);
    }

    /** With a note of what is a copy of the user's Secret. @param cert as PEM text; empty where nothing is */
    CertificateEdits taken(String cert) {
        return note(
                Annotations.TLS_SECRET_TAKEN,
                PemCertificates.in(cert).stream()
                        .findFirst()
                        .map(LiveCertificates::digest)
                        .orElse(""));
    }

    /** Authorities that are trusted already stay trusted, and with them any that somebody has added. */
    void keptTrusted(Map<String, String> next) {
        Stream.of(CertificateKeys.values())
                .map(CertificateKeys::caCert)
                .filter(key -> next.containsKey(key) && PemCertificates.contains(live(key), next.get(key)))
                .forEach(next::remove);
    }

    /** These values take the place of the present ones at once. */
    ObjectNode replaced(Map<String, String> next) {
        next.forEach(this::put);
        return noted();
    }

    /** Step 1: the authorities of these values are trusted beside the present ones. */
    ObjectNode trusted(Map<String, String> next) {
        next.forEach((key, text) -> put(Keys.next(key), text));
        String cert = live(Keys.CERT);
        if (!next.containsKey(Keys.CERT)) {
            put(Keys.next(Keys.CERT), cert);
        }
        Stream.of(CertificateKeys.values())
                .map(CertificateKeys::caCert)
                .filter(next::containsKey)
                .forEach(key -> put(key, PemCertificates.both(live(key), next.get(key))));
        String authority = next.getOrDefault(Keys.CLUSTER_CA_CERT, next.get(Keys.CA_CERT));
        put(Keys.CERT, PemCertificates.with(cert, PemCertificates.in(authority).get(0)));
        return step(1);
    }

    /** Step 2: what was prepared is presented; both authorities are trusted. */
    ObjectNode issued() {
        Stream.of(CertificateKeys.values()).forEach(group -> {
            use(group.privateKey());
            use(group.cert());
        });
        PemCertificates.in(next(Keys.CLUSTER_CERT)).stream()
                .findFirst()
                .ifPresent(leaf -> put(Keys.CERT, PemCertificates.with(next(Keys.CERT), leaf)));
        return step(2);
    }

    /** Step 3: the authorities of before are trusted no longer. */
    ObjectNode finished() {
        CertificateKeys.ofBoth().forEach(this::use);
        return cleaned();
    }

    /** As if none were under way; what the servers load stays, and the user's Secret is looked at again. */
    ObjectNode abandoned() {
        return seen("").cleaned();
    }

    private ObjectNode cleaned() {
        CertificateKeys.ofBoth().forEach(key -> changed.withObject("data").remove(Keys.next(key)));
        note(Annotations.CERTIFICATES_STEP, "");
        return noted();
    }

    /** With notes of how long they are valid. */
    ObjectNode noted() {
        LiveCertificates after = LiveCertificates.of(changed, random, now);
        note(
                Annotations.CERTIFICATES_EXPIRE,
                after.ends().map(Instant::toString).orElse(""));
        note(
                Annotations.CERTIFICATES_RENEW,
                after.renew().map(Instant::toString).orElse(""));
        note(
                Annotations.TLS_SECRET_EXPIRES,
                after.copyEnds().map(Instant::toString).orElse(""));
        return changed;
    }

    private ObjectNode step(int step) {
        return note(
                        Annotations.CERTIFICATES_STEP,
                        LiveCertificates.of(changed, random, now).noted(step))
                .noted();
    }

    private void use(String key) {
        if (server.path("data").has(Keys.next(key))) {
            put(key, next(key));
        }
    }

    private String next(String key) {
        return live(Keys.next(key));
    }

    private String live(String key) {
        return SecretData.text(server, key);
    }

    private void put(String key, String text) {
        changed.withObject("data").put(key, SecretData.encoded(text));
    }

    private CertificateEdits note(String key, String text) {
        if (text.isEmpty()) {
            changed.withObject(ANNOTATIONS).remove(key);
        } else {
            changed.withObject(ANNOTATIONS).put(key, text);
        }
        return this;
    }
}
