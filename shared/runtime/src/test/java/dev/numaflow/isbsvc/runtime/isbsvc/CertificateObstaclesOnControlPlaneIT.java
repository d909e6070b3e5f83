package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What keeps certificates from being renewed is told, and asks nobody for anything each minute. */
class CertificateObstaclesOnControlPlaneIT {

    private static final String DUE = "has certificates to look at";

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private CertificateSecrets secrets;
    private Names names;

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aSecretThatCannotBeWrittenIsReportedAndNotTriedEachMinute() {
        create("immutable", true);
        secrets.age(true);
        secrets.edit(secret -> secret.put("immutable", true));
        assertThat(found()).contains(DUE);
        update(() -> {});

        assertThat(service.message()).contains("cannot be written: it is immutable");
        assertThat(service.live().orElseThrow().at("/status/conditions").toString())
                .contains("NotWritten");
        assertThat(found()).doesNotContain(DUE);
    }

    @Test
    void aNoteThatIsNotTrueOfCertificatesMadeByHandIsCorrectedWithoutTls() {
        create("by-hand", false);
        secrets.age(false);
        secrets.edit(secret -> {
            secret.withObject("/metadata/annotations")
                    .put(
                            Annotations.CERTIFICATES_RENEW,
                            Instant.now().minus(Duration.ofDays(1)).toString());
            secret.withObject("data").put(Keys.CERT, "").put(Keys.CLUSTER_CERT, "");
            return secret;
        });
        assertThat(found()).contains(DUE);
        update(() -> {});

        assertThat(found()).doesNotContain(DUE);
    }

    /** Invariant 13: between the look and the Lease a person may have stopped it. */
    @Test
    void nothingIsChangedOfAServiceThatIsPausedMeanwhile() {
        create("paused", true);
        secrets.age(true);
        String old = secrets.text(Keys.CERT);
        update(() -> service.annotate(Annotations.PAUSED, "true"));
        assertThat(secrets.text(Keys.CERT)).isEqualTo(old);

        service.annotate(Annotations.PAUSED, "");
        update(() -> {});
        assertThat(secrets.text(Keys.CERT)).isNotEqualTo(old);
    }

    @Test
    void aRefusedSecretStaysVisibleAfterOurOwnRenewal() {
        create("refused", true);
        service.annotate(Annotations.TLS_SECRET, "mine");
        update(() -> {});
        secrets.age(true);
        String old = secrets.text(Keys.CERT);
        update(() -> {});

        assertThat(secrets.text(Keys.CERT)).isNotEqualTo(old);
        assertThat(service.message()).contains("found no Secret mine");
    }

    @Test
    void aServiceBetweenTwoAuthoritiesIsNotLeft() {
        create("released", true);
        secrets.edit(secret -> {
            secret.withObject("/metadata/annotations").put(Annotations.CERTIFICATES_STEP, "1 x");
            return secret;
        });
        service.annotate(Annotations.RELEASE, "true");
        update(() -> {});
        assertThat(service.message()).contains("the authority of certificates is being changed");
        assertThat(secrets.server().at("/metadata/annotations").has(Annotations.CERTIFICATES_STEP))
                .as("what somebody has edited is given up, and nothing waits for ever")
                .isFalse();
    }

    private void create(String prefix, boolean tls) {
        service = WatchedService.create(
                cluster, "obstacle-" + prefix, "{version: latest, replicas: 1, tls: " + tls + "}");
        names = service.names();
        secrets = new CertificateSecrets(cluster, names);
    }

    private String found() {
        return String.join("\n", FoundByRepair.in(cluster, names.namespace()));
    }

    /** @param meanwhile after the service was read */
    private void update(Runnable meanwhile) {
        TestBeans beans = TestBeans.of(cluster.clusterOf("update"));
        ObjectRef secret = new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret());
        Pointer event = new Pointer(EventType.REF_UPDATE, secret, Optional.of(Instant.now()));
        beans.services().evenUnconfigured(event, live -> {
            meanwhile.run();
            return beans.stepped().reconcile(live, new EventBatch(List.of(event)));
        });
    }
}
