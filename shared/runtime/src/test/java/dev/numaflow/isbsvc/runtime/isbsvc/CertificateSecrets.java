package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.children.SigningAuthority;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.secrets.CertificateAuthority;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Secrets with certificates of another age or authority than those that are made now. */
record CertificateSecrets(TestCluster cluster, Names names) {

    /** Two thirds of a year and some days. */
    private static final Duration AGE = Duration.ofDays(250);

    /** Gives the servers certificates that are to be renewed. @param keepsKey whether the key of their authority is kept */
    void age(boolean keepsKey) {
        Instant then = Instant.now().minus(AGE);
        CertificateAuthority authority = new CertificateAuthority(new SecureRandom(), then);
        Certificates client = authority.certificateFor(CertificateNames.server(names));
        Certificates ofCluster = authority.certificateFor(CertificateNames.cluster(names));
        edit(secret -> {
            ObjectNode data = secret.withObject("data");
            put(data, CertificateKeys.CLIENT, client);
            put(data, CertificateKeys.CLUSTER, ofCluster);
            data.remove(List.of(Keys.AUTHORITY_PRIVATE_KEY, Keys.AUTHORITY_CERT));
            ObjectNode notes = secret.withObject("/metadata/annotations");
            notes.put(Annotations.CERTIFICATES_EXPIRE, client.expires().toString());
            notes.remove(Annotations.CERTIFICATES_RENEW);
            if (keepsKey) {
                SigningAuthority kept = authority.kept(client, ofCluster);
                data.put(Keys.AUTHORITY_PRIVATE_KEY, SecretData.encoded(kept.privateKey()));
                data.put(Keys.AUTHORITY_CERT, SecretData.encoded(kept.cert()));
                notes.put(Annotations.CERTIFICATES_RENEW, kept.renew().toString());
            }
            return secret;
        });
    }

    private static void put(ObjectNode data, CertificateKeys group, Certificates certificates) {
        data.put(group.privateKey(), SecretData.encoded(certificates.privateKey()));
        data.put(group.cert(), SecretData.encoded(certificates.cert()));
        data.put(group.caCert(), SecretData.encoded(certificates.caCert()));
    }

    /** Writes the server Secret. */
    void edit(UnaryOperator<ObjectNode> edit) {
        new ObjectEdit(cluster.cluster()).write(server(), live -> false, live -> edit.apply(live.deepCopy()));
    }

    JsonNode server() {
        return cluster.cluster()
                .get(new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret()))
                .orElseThrow();
    }

    String text(String key) {
        return SecretData.text(server(), key);
    }

    /** A Secret of a user, as cert-manager writes it. */
    void users(String name, CertificateAuthority authority, List<String> dnsNames) {
        Certificates made = authority.certificateFor(dnsNames);
        users(name, Map.of("tls.crt", made.cert(), "tls.key", made.privateKey(), "ca.crt", made.caCert()));
    }

    void users(String name, Map<String, String> texts) {
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(names.namespace())
                        .endMetadata()
                        .withType("kubernetes.io/tls")
                        .withStringData(texts)
                        .build())
                .createOr(NonDeletingOperation::update);
    }
}
