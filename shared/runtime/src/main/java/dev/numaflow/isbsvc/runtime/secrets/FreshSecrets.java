package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.ServerMaterial;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.KnownValues;
import dev.numaflow.isbsvc.rendering.secrets.SecretContents;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/** Generates, once in a reconcile, what is not known or what nobody but the servers reads. */
final class FreshSecrets {

    private static final int USER_LENGTH = 8;
    private static final int PASSWORD_LENGTH = 24;

    private static final Certificates NONE = new Certificates("", "", "", Instant.EPOCH);

    private final SecureRandom random;
    private final RandomText text;
    private final Instant now;
    private final String encryptionKey;
    private final Credentials clients;

    FreshSecrets(SecureRandom random, Instant now) {
        this.random = random;
        this.text = new RandomText(random);
        this.now = now;
        this.encryptionKey = text.ofLength(SecretContents.KEY_LENGTH);
        this.clients = new Credentials(text.ofLength(USER_LENGTH), text.ofLength(PASSWORD_LENGTH));
    }

    String encryptionKey(KnownValues known) {
        return known.encryptionKey().orElse(encryptionKey);
    }

    Credentials clients(KnownValues known) {
        return known.clients().orElse(clients);
    }

    /**
     * All of the server Secret: certificates and the password of the system account, which no client has, are always new.
     *
     * @param withCertificates whether they will be written
     */
    ServerMaterial server(KnownValues known, Names names, boolean withCertificates) {
        Credentials accepted = clients(known);
        return new ServerMaterial(
                accepted.user(),
                accepted.password(),
                text.ofLength(PASSWORD_LENGTH),
                encryptionKey(known),
                withCertificates ? certificate(CertificateNames.server(names)) : NONE,
                withCertificates ? certificate(CertificateNames.cluster(names)) : NONE);
    }

    private Certificates certificate(List<String> dnsNames) {
        return new CertificateAuthority(random, now).certificateFor(dnsNames);
    }
}
