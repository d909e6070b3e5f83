package dev.numaflow.isbsvc.runtime.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.CertificateDecider;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateState;
import dev.numaflow.isbsvc.rendering.secrets.CertificateState.Requested;
import dev.numaflow.isbsvc.rendering.secrets.CertificateStep;
import dev.numaflow.isbsvc.runtime.secrets.CertificateAuthority;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Changes of certificates in any order of events, loads and deaths of the function: servers accept each other at any time, and in the end
 * one authority is trusted (invariant 8). The Secrets are real, the servers are those that have loaded one or another version of it.
 */
class CertificateStepsTest {

    private static final int NODES = 3;
    private static final int SEEDS = 12;
    private static final int EVENTS = 60;
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");
    private static final Names SERVICE = new Names("team-a", "n");

    private final SecureRandom random = new SecureRandom();

    /** What begins a change. */
    private enum Cause {
        RENEWAL,
        KEY_IS_GONE,
        AUTHORITY_ENDS,
        USERS_SECRET
    }

    @ParameterizedTest
    @ValueSource(strings = {"KEY_IS_GONE", "AUTHORITY_ENDS", "USERS_SECRET"})
    void serversAcceptEachOtherWhateverHappensInWhichOrder(String cause) {
        for (int seed = 0; seed < SEEDS; seed++) {
            Simulation simulation = new Simulation(seed, Cause.valueOf(cause));
            for (int event = 0; event < EVENTS; event++) {
                simulation.event();
                simulation.assertConnected();
            }
            simulation.rest();
            simulation.assertConnected();
            simulation.assertDone();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatSomebodyPutsThereBetweenTwoStepsStays(int step) {
        Simulation simulation = new Simulation(step, Cause.KEY_IS_GONE);
        simulation.goTo(step);
        Certificates own = new CertificateAuthority(random, NOW).certificateFor(List.of("own.example"));
        put(simulation.secret, CertificateKeys.CLIENT, own);
        simulation.rest();

        assertThat(SecretData.text(simulation.secret, Keys.CERT)).isEqualTo(own.cert());
        assertThat(SecretData.text(simulation.secret, Keys.PRIVATE_KEY)).isEqualTo(own.privateKey());
        simulation.assertConnected();
    }

    /** Whatever of it somebody has put back or taken away: a server that loads it is accepted by those that have not. */
    @ParameterizedTest
    @CsvSource({
        "1, cluster-ca-cert",
        "1, ca-cert",
        "1, next-cluster-private-key",
        "2, next-cluster-ca-cert",
        "1, ALL",
        "2, ALL"
    })
    void nothingGoesOnFromASecretThatSomebodyHasEditedMeanwhile(int step, String key) {
        Simulation simulation = new Simulation(step, Cause.KEY_IS_GONE);
        JsonNode before = simulation.secret.deepCopy();
        simulation.goTo(step);
        ObjectNode data = simulation.secret.deepCopy().withObject("data");
        Set<String> keys = key.equals("ALL") ? Set.copyOf(CertificateKeys.ofBoth()) : Set.of(key);
        for (String each : keys) {
            data.remove(each);
            Optional.ofNullable(before.path("data").get(each)).ifPresent(text -> data.set(each, text));
        }
        ObjectNode edited = simulation.secret.deepCopy();
        edited.set("data", data);
        simulation.secret = edited;
        simulation.update();

        assertThat(SecretData.text(simulation.secret, Keys.CLUSTER_CERT))
                .isEqualTo(SecretData.text(edited, Keys.CLUSTER_CERT));
        assertThat(simulation.secret.path("data").toString()).doesNotContain("next-");
        assertThat(LiveCertificates.of(simulation.secret, random, NOW).step()).isZero();
    }

    @Test
    void whatIsTrustedStaysTrustedThoughThisJdkCannotReadIt() {
        Simulation simulation = new Simulation(1, Cause.KEY_IS_GONE);
        String trusted = SecretData.text(simulation.secret, Keys.CLUSTER_CA_CERT)
                + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        simulation.secret.withObject("data").put(Keys.CLUSTER_CA_CERT, SecretData.encoded(trusted));
        simulation.goTo(1);

        assertThat(SecretData.text(simulation.secret, Keys.CLUSTER_CA_CERT))
                .startsWith(trusted)
                .endsWith(SecretData.text(simulation.secret, Keys.AUTHORITY_CERT));
    }

    @Test
    void anAuthorityThatSomebodyHasAddedStaysTrustedWhereTheSameOneSignsAgain() {
        Simulation simulation = new Simulation(1, Cause.RENEWAL);
        String both = SecretData.text(simulation.secret, Keys.CLUSTER_CA_CERT)
                + new CertificateAuthority(random, NOW).kept().cert();
        simulation.secret.withObject("data").put(Keys.CLUSTER_CA_CERT, SecretData.encoded(both));
        String cert = SecretData.text(simulation.secret, Keys.CLUSTER_CERT);
        simulation.update();

        assertThat(SecretData.text(simulation.secret, Keys.CLUSTER_CERT)).isNotEqualTo(cert);
        assertThat(SecretData.text(simulation.secret, Keys.CLUSTER_CA_CERT)).isEqualTo(both);
    }

    private static void put(ObjectNode secret, CertificateKeys group, Certificates certificates) {
        ObjectNode data = secret.withObject("data");
        data.put(group.privateKey(), SecretData.encoded(certificates.privateKey()));
        data.put(group.cert(), SecretData.encoded(certificates.cert()));
        data.put(group.caCert(), SecretData.encoded(certificates.caCert()));
    }

    private final class Simulation {

        private final Random chance;
        private final Map<String, String> users = new HashMap<>();
        private final List<JsonNode> loaded = new ArrayList<>();
        private final Map<String, Boolean> trusted = new HashMap<>();
        private ObjectNode secret = JsonNodeFactory.instance.objectNode();

        Simulation(int seed, Cause cause) {
            this.chance = new Random(seed);
            Duration age = cause == Cause.AUTHORITY_ENDS ? Duration.ofDays(3000) : Duration.ofDays(300);
            CertificateAuthority authority = new CertificateAuthority(random, NOW.minus(age));
            CertificateAuthority signs = cause == Cause.AUTHORITY_ENDS
                    ? CertificateAuthority.held(
                                    random,
                                    NOW.minus(Duration.ofDays(300)),
                                    authority.kept().privateKey(),
                                    authority.kept().cert())
                            .orElseThrow()
                    : authority;
            put(secret, CertificateKeys.CLIENT, signs.certificateFor(CertificateNames.server(SERVICE)));
            put(secret, CertificateKeys.CLUSTER, signs.certificateFor(CertificateNames.cluster(SERVICE)));
            secret.withObject("/metadata/annotations");
            if (cause == Cause.AUTHORITY_ENDS || cause == Cause.RENEWAL) {
                secret.withObject("data")
                        .put(
                                Keys.AUTHORITY_PRIVATE_KEY,
                                SecretData.encoded(signs.kept().privateKey()))
                        .put(
                                Keys.AUTHORITY_CERT,
                                SecretData.encoded(signs.kept().cert()));
            }
            if (cause == Cause.USERS_SECRET) {
                Certificates own = new CertificateAuthority(random, NOW).certificateFor(List.of(SERVICE.serviceHost()));
                users.putAll(
                        Map.of(Keys.PRIVATE_KEY, own.privateKey(), Keys.CERT, own.cert(), Keys.CA_CERT, own.caCert()));
            }
            for (int node = 0; node < NODES; node++) {
                loaded.add(secret);
            }
        }

        /** A server loads what is there, or the function is called, which may die before it writes. */
        void event() {
            if (chance.nextInt(3) > 0) {
                loaded.set(chance.nextInt(NODES), secret);
            } else if (chance.nextBoolean()) {
                update();
            }
        }

        void rest() {
            for (int event = 0; event < 5; event++) {
                loaded.replaceAll(before -> secret);
                update();
            }
            loaded.replaceAll(before -> secret);
        }

        void goTo(int step) {
            while (LiveCertificates.of(secret, random, NOW).step() < step) {
                update();
                loaded.replaceAll(before -> secret);
            }
        }

        void update() {
            LiveCertificates live = LiveCertificates.of(secret, random, NOW);
            CertificateState state = new CertificateState(
                    true,
                    live.held(),
                    live.authority().map(CertificateAuthority::renew),
                    live.step(),
                    live.isAsStaged(),
                    requested());
            CertificateStep step = CertificateDecider.next(state, false, false, this::notLoaded, NOW);
            CertificateEdits edits = new CertificateEdits(secret, random, NOW);
            if (step instanceof CertificateStep.Begin begin) {
                secret = begun(begin, edits);
            } else if (step instanceof CertificateStep.Issue) {
                secret = edits.issued();
            } else if (step instanceof CertificateStep.Finish) {
                secret = edits.finished();
            } else if (step instanceof CertificateStep.Abandon) {
                secret = edits.abandoned();
            }
        }

        private Requested requested() {
            if (users.isEmpty()) {
                return new Requested.Nothing();
            }
            return text(secret, Keys.CERT).equals(users.get(Keys.CERT))
                    ? new Requested.Same()
                    : new Requested.Other(false);
        }

        private ObjectNode begun(CertificateStep.Begin begin, CertificateEdits edits) {
            return CertificateChange.begun(
                    begin,
                    edits,
                    begin.newAuthority()
                            ? Optional.empty()
                            : LiveCertificates.of(secret, random, NOW).authority(),
                    () -> new CertificateAuthority(random, NOW),
                    SERVICE,
                    users);
        }

        private Optional<String> notLoaded() {
            return loaded.stream().allMatch(each -> text(each, Keys.CERT).equals(text(secret, Keys.CERT)))
                    ? Optional.empty()
                    : Optional.of("not yet");
        }

        void assertConnected() {
            for (JsonNode one : loaded) {
                for (JsonNode other : loaded) {
                    assertTrusted(text(one, Keys.CLUSTER_CERT), text(other, Keys.CLUSTER_CA_CERT));
                }
                assertTrusted(text(one, Keys.CERT), text(secret, Keys.CA_CERT));
            }
        }

        private void assertTrusted(String cert, String authorities) {
            assertThat(trusted.computeIfAbsent(cert + authorities, both -> isTrusted(cert, authorities)))
                    .isTrue();
        }

        private boolean isTrusted(String cert, String authorities) {
            X509Certificate leaf = PemCertificates.in(cert).get(0);
            return PemCertificates.in(authorities).stream().anyMatch(authority -> {
                try {
                    leaf.verify(authority.getPublicKey());
                    return true;
                } catch (GeneralSecurityException another) {
                    return false;
                }
            });
        }

        void assertDone() {
            for (CertificateKeys group : CertificateKeys.values()) {
                assertThat(PemCertificates.in(text(secret, group.cert()))).hasSize(1);
                assertThat(PemCertificates.in(text(secret, group.caCert()))).hasSize(1);
            }
            assertThat(secret.path("data").toString()).doesNotContain("next-");
            assertThat(text(secret, Keys.CLUSTER_CA_CERT)).isEqualTo(text(secret, Keys.AUTHORITY_CERT));
            users.forEach((key, text) -> assertThat(text(secret, key)).isEqualTo(text));
            assertThat(LiveCertificates.of(secret, random, NOW).held().values())
                    .allMatch(held -> held.ends().isAfter(NOW.plus(Duration.ofDays(360))));
        }

        private static String text(JsonNode secret, String key) {
            return SecretData.text(secret, key);
        }
    }
}
