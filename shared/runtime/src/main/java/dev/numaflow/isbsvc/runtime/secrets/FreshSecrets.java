package dev.numaflow.isbsvc.runtime.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.children.ServerMaterial;
import dev.numaflow.isbsvc.rendering.children.SigningAuthority;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.KnownValues;
import dev.numaflow.isbsvc.rendering.secrets.SecretContents;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;

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
     * @param held the authority that signs them; empty where another one has to
     */
    ServerMaterial server(
            KnownValues known, Names names, boolean withCertificates, Optional<CertificateAuthority> held) {
        Credentials accepted = clients(known);
        Certificates client = NONE;
        Certificates cluster = NONE;
        Optional<SigningAuthority> authority = Optional.empty();
        if (withCertificates) {
            CertificateAuthority signs = held.orElseGet(() -> new CertificateAuthority(random, now));
            client = signs.certificateFor(CertificateNames.server(names));
            cluster = signs.certificateFor(CertificateNames.cluster(names));
            authority = Optional.of(signs.kept(client, cluster));
        }
        return new ServerMaterial(
                accepted.user(),
                accepted.password(),
                text.ofLength(PASSWORD_LENGTH),
                encryptionKey(known),
                client,
                cluster,
                authority);
    }

    /** The authority whose key this server Secret has. */
    Optional<CertificateAuthority> authority(JsonNode server) {
        return CertificateAuthority.held(
                random,
                now,
                SecretData.text(server, Keys.AUTHORITY_PRIVATE_KEY),
                SecretData.text(server, Keys.AUTHORITY_CERT));
    }
}
