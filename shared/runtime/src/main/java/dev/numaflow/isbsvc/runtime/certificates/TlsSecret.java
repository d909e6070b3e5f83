package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import dev.numaflow.isbsvc.runtime.secrets.UsableCertificates;
import dev.numaflow.isbsvc.runtime.tls.TrustAnchors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A user's own Secret with the certificate that clients see, as cert-manager writes it. It is used only if servers can load it and clients
 * can verify it; of one that is not, no content is ever repeated (invariant 12).
 *
 * @param values what the server Secret gets, by its keys; empty where it cannot be used
 * @param refused why it cannot be used
 */
record TlsSecret(Map<String, String> values, Optional<Violation> refused) {

    static final String TYPE = "kubernetes.io/tls";

    private static final String CRT = "tls.crt";
    private static final String KEY = "tls.key";
    private static final String CA = "ca.crt";
    private static final int MOST_BYTES = 64 << 10;

    /** Each step of a change appends one, and this JDK, with which clients connect, reads ten, and 32 KiB of a message. */
    private static final int LONGEST_CHAIN = 8;

    private static final int MOST_CHAIN_BYTES = 16 << 10;
    private static final int MOST_AUTHORITIES = 100;
    private static final int DNS_NAME = 2;
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String PATH = "metadata.annotations[" + Annotations.TLS_SECRET + "]";

    @Override
    public String toString() {
        return "TlsSecret[...]";
    }

    /** Whether a Secret may have this name: those of services are no user's. */
    static boolean isPossible(String name) {
        return ObjectNames.isName(name) && !name.startsWith("isbsvc-");
    }

    /**
     * What it holds, or why that cannot be used.
     *
     * @param name as the service names it
     * @param live empty where there is no Secret of that name
     */
    static TlsSecret of(String name, Optional<JsonNode> live, Names names, Instant now) {
        if (!isPossible(name)) {
            return refused(
                    PATH,
                    Shown.quoted(name),
                    "the name of a Secret of type " + TYPE
                            + " in the service's namespace, which does not begin with isbsvc-");
        }
        return live.map(secret -> of(name, secret, names, now))
                .orElseGet(() -> refused(
                        PATH,
                        "no Secret " + name,
                        "the name of a Secret of type " + TYPE + " in the service's namespace"));
    }

    private static TlsSecret of(String name, JsonNode secret, Names names, Instant now) {
        if (!secret.path("type").asText().equals(TYPE)) {
            return refused("Secret " + name + " type", secret.path("type").asText(), TYPE);
        }
        for (String key : List.of(CRT, KEY, CA)) {
            int length = secret.path("data").path(key).asText().length();
            if (length > MOST_BYTES || (length == 0 && !key.equals(CA))) {
                return refused(
                        data(name, key), length == 0 ? "nothing" : "too much", "PEM text of at most 64 KiB in base64");
            }
        }
        List<X509Certificate> chain = PemCertificates.in(SecretData.text(secret, CRT));
        if (chain.isEmpty() || chain.size() > LONGEST_CHAIN) {
            return refused(
                    data(name, CRT),
                    chain.size() + " certificates",
                    "1 to " + LONGEST_CHAIN + ", the server's first, as PEM text");
        }
        int bytes = PemCertificates.bytes(chain);
        if (bytes > MOST_CHAIN_BYTES) {
            return refused(
                    data(name, CRT), "certificates of " + bytes + " bytes", "at most " + MOST_CHAIN_BYTES + " as DER");
        }
        if (!ServableKeys.isServable(chain.get(0).getPublicKey())) {
            return refused(data(name, CRT), "a key of another kind", ServableKeys.ALLOWED);
        }
        // What is read here and not what it was read from: others skip what this JDK does not, and read what it skips.
        List<X509Certificate> trusted =
                SecretData.text(secret, CA).isBlank() ? chain : PemCertificates.in(SecretData.text(secret, CA));
        String key = UsableCertificates.key(SecretData.text(secret, KEY))
                .map(ServableKeys::text)
                .orElse("");
        return new Check(name, names, now, chain, trusted, key).result();
    }

    private static String data(String name, String key) {
        return "Secret " + name + " data[" + key + "]";
    }

    private static TlsSecret refused(String path, String found, String allowed) {
        return new TlsSecret(Map.of(), Optional.of(new Violation(path, found, allowed)));
    }

    /** Of texts whose sizes are bounded. */
    private record Check(
            String name,
            Names names,
            Instant now,
            List<X509Certificate> chain,
            List<X509Certificate> authorities,
            String key) {

        TlsSecret result() {
            X509Certificate leaf = chain.get(0);
            Instant begins = leaf.getNotBefore().toInstant();
            Instant ends = leaf.getNotAfter().toInstant();
            if (authorities.isEmpty() || authorities.size() > MOST_AUTHORITIES) {
                return refused(
                        data(name, CA),
                        authorities.size() + " certificates",
                        "1 to " + MOST_AUTHORITIES + " as PEM text, or nothing");
            }
            if (!UsableCertificates.isUsable(key, cert(), trusted())) {
                return refused(
                        data(name, KEY),
                        "no private key of the certificate in " + CRT,
                        "its private key as PEM text, not encrypted");
            }
            if (now.isBefore(begins) || !now.isBefore(ends)) {
                return refused(
                        data(name, CRT), "valid from " + begins + " until " + ends, "a certificate that is valid now");
            }
            if (!coversHost(leaf)) {
                return refused(
                        data(name, CRT),
                        "a certificate of other names",
                        "one with the DNS name " + names.serviceHost() + ", by which clients connect, for servers");
            }
            if (!isTrusted()) {
                return refused(
                        data(name, CA),
                        "certificates that did not sign the one in " + CRT,
                        "the authority of it; without " + CA + " whoever trusts what is in " + CRT
                                + " has to accept it");
            }
            return new TlsSecret(values(), Optional.empty());
        }

        private Map<String, String> values() {
            Map<String, String> values = new HashMap<>();
            values.put(Keys.PRIVATE_KEY, key);
            values.put(Keys.CERT, cert());
            values.put(Keys.CA_CERT, trusted());
            return values;
        }

        private String cert() {
            return PemCertificates.text(chain);
        }

        private String trusted() {
            return PemCertificates.text(authorities);
        }

        @Override
        public String toString() {
            return "Check[...]";
        }

        private boolean coversHost(X509Certificate leaf) {
            try {
                List<String> purposes = leaf.getExtendedKeyUsage();
                Collection<List<?>> all = leaf.getSubjectAlternativeNames();
                return (purposes == null || purposes.contains(SERVER_AUTH))
                        && all != null
                        && all.stream()
                                .filter(entry -> entry.get(0).equals(DNS_NAME))
                                .anyMatch(entry -> covers(entry.get(1).toString(), names.serviceHost()));
            } catch (CertificateException unreadable) {
                return false;
            }
        }

        private static boolean covers(String pattern, String host) {
            return pattern.equalsIgnoreCase(host)
                    || (pattern.startsWith("*.")
                            && pattern.substring(1).equalsIgnoreCase(host.substring(host.indexOf('.'))));
        }

        /** As the functions verify it, which are clients as well. */
        private boolean isTrusted() {
            try {
                TrustAnchors.of(trusted().getBytes(StandardCharsets.UTF_8))
                        .checkServerTrusted(chain.toArray(X509Certificate[]::new), "UNKNOWN");
                return true;
            } catch (GeneralSecurityException | IOException notTrusted) {
                return false;
            }
        }
    }
}
