package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.naming.Keys;
import java.util.List;
import java.util.stream.Stream;

/** The keys of the server Secret that belong together, because one authority has signed what is under them. */
public enum CertificateKeys {

    /** Between clients and servers. */
    CLIENT(Keys.PRIVATE_KEY, Keys.CERT, Keys.CA_CERT),

    /** Between servers. */
    CLUSTER(Keys.CLUSTER_PRIVATE_KEY, Keys.CLUSTER_CERT, Keys.CLUSTER_CA_CERT);

    private final String privateKey;
    private final String cert;
    private final String caCert;

    CertificateKeys(String privateKey, String cert, String caCert) {
        this.privateKey = privateKey;
        this.cert = cert;
        this.caCert = caCert;
    }

    public String privateKey() {
        return privateKey;
    }

    public String cert() {
        return cert;
    }

    public String caCert() {
        return caCert;
    }

    /** All three. */
    public List<String> all() {
        return List.of(privateKey, cert, caCert);
    }

    /** Those of both. */
    public static List<String> ofBoth() {
        return Stream.of(values()).flatMap(group -> group.all().stream()).toList();
    }
}
