package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.PresentedChain;
import dev.numaflow.isbsvc.runtime.repair.CertificateExpiry;
import dev.numaflow.isbsvc.runtime.repair.FoundByRepair;
import dev.numaflow.isbsvc.runtime.secrets.CertificateAuthority;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.SecretSearch;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Certificates of real servers are renewed under load, with the rights of `update` and `repair`: no server restarts, no client that
 * verifies is refused, and no server gets a certificate that another one may not trust (invariants 8, 11 and 12).
 */
class CertificatesOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MESSAGES = 10;
    private static final String DUE = "has certificates to look at";

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private CertificateSecrets secrets;
    private Names names;

    @AfterEach
    void close() {
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oldest", "newest"})
    void anotherAuthorityIsTrustedBesideTheOneBeforeUntilEveryServerPresentsIt(String version) throws Exception {
        create("overlap-" + version, 3);
        secrets.age(false);
        String old = secrets.text(Keys.CLUSTER_CERT);
        String authority = secrets.text(Keys.CLUSTER_CA_CERT);
        Path binary = version.equals("oldest") ? NatsServerBinary.obtainOldest() : NatsServerBinary.obtainNewest();
        try (RenderedCluster servers = RenderedCluster.start(binary, cluster, names, folder, 3)) {
            HostNames.ofThisJvm().point(names, servers.addresses());
            List<String> started = starts(servers);
            MessageFlow flow = MessageFlow.start(servers.connect());
            assertThat(update()).isEmpty();
            assertThat(secrets.text(Keys.CLUSTER_CERT))
                    .as("nobody knows its authority")
                    .isEqualTo(old);
            assertThat(service.message()).contains("step 1 of 3: the servers get to know both authorities");

            load(servers, 0);
            load(servers, 1);
            awaitWaiting("step 2 of 3: node isbsvc-n-js-2 has not loaded its certificates yet");
            assertThat(secrets.text(Keys.CLUSTER_CERT))
                    .as("one server would refuse it")
                    .isEqualTo(old);
            assertThat(found()).contains(DUE);

            load(servers, 2);
            goOn("certificates-step\":\"2");
            assertThat(secrets.text(Keys.CLUSTER_CERT)).isNotEqualTo(old);
            load(servers, 0);
            awaitWaiting("step 3 of 3: node isbsvc-n-js-1 has not loaded its certificates yet");
            assertThat(secrets.text(Keys.CLUSTER_CA_CERT))
                    .as("others present it")
                    .contains(authority);

            load(servers, 1);
            load(servers, 2);
            goOn("certificates-renew");
            assertThat(secrets.text(Keys.CLUSTER_CA_CERT)).isEqualTo(secrets.text(Keys.AUTHORITY_CERT));
            for (int node = 0; node < 3; node++) {
                load(servers, node);
                connect();
            }
            flow.awaitMore(MESSAGES);
            List<Integer> written = flow.written();
            assertThat(flow.read(TIMEOUT).stream().sorted().toList()).isEqualTo(written);
            assertThat(starts(servers)).as("no server restarts").isEqualTo(started);
            servers.restart(1);
            Awaitility.await().atMost(TIMEOUT).until(() -> servers.isHealthy(1));
            assertAtRest();
        }
    }

    @Test
    void aCertificateIsRenewedInTheWindowUnderTheSameAuthority() throws Exception {
        create("renewed", 3);
        secrets.age(true);
        String old = secrets.text(Keys.CERT);
        service.annotate(Annotations.MAINTENANCE_WINDOW, "0 0 1 1 * 15m");
        assertThat(update()).isEmpty();
        assertThat(secrets.text(Keys.CERT)).isEqualTo(old);
        assertThat(service.message()).contains("certificates stays valid until").contains("opens at");
        assertThat(found()).doesNotContain(DUE);

        try (RenderedCluster servers =
                RenderedCluster.start(NatsServerBinary.obtainNewest(), cluster, names, folder, 3)) {
            HostNames.ofThisJvm().point(names, servers.addresses());
            List<String> started = starts(servers);
            MessageFlow flow = MessageFlow.start(servers.connect());
            service.annotate(Annotations.MAINTENANCE_WINDOW, "0 0 * * * 168h");
            assertThat(found()).isNotEmpty();
            assertThat(update()).isEmpty();
            assertThat(secrets.text(Keys.CERT)).isNotEqualTo(old);
            for (int node = 0; node < 3; node++) {
                connect();
                load(servers, node);
            }
            connect();
            flow.awaitMore(MESSAGES);
            List<Integer> written = flow.written();
            assertThat(flow.read(TIMEOUT).stream().sorted().toList()).isEqualTo(written);
            assertThat(starts(servers)).isEqualTo(started);
            assertThat(PresentedChain.of(names.podHost(0), Ports.CLIENT).orElseThrow())
                    .hasSize(1);
            assertAtRest();
        }
    }

    @Test
    void aUsersSecretIsTakenFollowedAndLeftAgain() throws Exception {
        create("users", 1);
        CertificateAuthority own = new CertificateAuthority(new SecureRandom(), Instant.now());
        try (RenderedCluster servers =
                RenderedCluster.start(NatsServerBinary.obtainOldest(), cluster, names, folder, 1)) {
            HostNames.ofThisJvm().point(names, servers.addresses());
            assertThat(update()).isEmpty();
            String made = secrets.text(Keys.CERT);
            String ofTheCluster = secrets.text(Keys.CLUSTER_CERT);

            service.annotate(Annotations.TLS_SECRET, "mine");
            assertThat(update()).isEmpty();
            assertThat(service.message()).contains("found no Secret mine, allowed: the name of a Secret of type");
            assertThat(secrets.text(Keys.CERT)).as("what runs stays").isEqualTo(made);
            assertThat(found()).doesNotContain(DUE);

            secrets.users("mine", own, CertificateNames.server(names));
            assertThat(found()).contains(DUE);
            update();
            goOnThroughSteps(servers);
            assertThat(secrets.text(Keys.CA_CERT)).isEqualTo(own.kept().cert());
            assertThat(secrets.text(Keys.CLUSTER_CERT)).isEqualTo(ofTheCluster);
            String taken = secrets.text(Keys.CERT);
            connect();
            assertAtRest();

            secrets.users("mine", own, CertificateNames.server(names));
            assertThat(found()).contains(DUE);
            update();
            assertThat(secrets.text(Keys.CERT))
                    .as("of the same authority, so at once")
                    .isNotEqualTo(taken);
            load(servers, 0);
            connect();

            String changed = secrets.text(Keys.CERT);
            secrets.users("mine", own, List.of("other.example"));
            update();
            assertThat(service.message())
                    .contains(
                            "Secret mine data[tls.crt]: found a certificate of other names, allowed: one with the DNS name "
                                    + names.serviceHost());
            secrets.users("mine", Map.of("tls.crt", changed, "tls.key", "nonsense"));
            update();
            assertThat(service.message()).contains("Secret mine data[tls.key]: found no private key");
            assertThat(secrets.text(Keys.CERT)).isEqualTo(changed);
            assertThat(events()).contains("TlsSecretRefused");

            service.annotate(Annotations.TLS_SECRET, "");
            update();
            goOnThroughSteps(servers);
            assertThat(secrets.text(Keys.CA_CERT)).isEqualTo(secrets.text(Keys.AUTHORITY_CERT));
            connect();
            assertAtRest();
        }
    }

    private void create(String prefix, int replicas) {
        service = WatchedService.create(cluster, prefix, "{version: latest, replicas: " + replicas + ", tls: true}");
        names = service.names();
        secrets = new CertificateSecrets(cluster, names);
    }

    private void goOnThroughSteps(RenderedCluster servers) throws IOException {
        load(servers, 0);
        connect();
        goOn("certificates-step\":\"2");
        load(servers, 0);
        connect();
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> update().isEmpty() && !annotations().contains("certificates-step"));
        load(servers, 0);
    }

    private void goOn(String noted) {
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> update().isEmpty() && annotations().contains(noted));
    }

    private void awaitWaiting(String what) {
        Awaitility.await().atMost(TIMEOUT).until(() -> update().filter(why -> why.contains(what))
                .isPresent());
    }

    private String annotations() {
        return secrets.server().at("/metadata/annotations").toString();
    }

    private void assertAtRest() {
        JsonNode before = secrets.server();
        assertThat(update()).isEmpty();
        assertThat(secrets.server()).isEqualTo(before);
        assertThat(before.path("data").toString()).doesNotContain("next-");
        assertThat(FoundByRepair.in(cluster, names.namespace()))
                .as("at rest; no pods are here, whose health `health` would report")
                .allMatch(found -> found.endsWith("the status of the service does not match its pods"));
        assertThat(service.live().orElseThrow().at("/status/conditions").toString())
                .contains("CertificatesObserved")
                .contains("valid until "
                        + secrets.server()
                                .at("/metadata/annotations")
                                .path(Annotations.CERTIFICATES_EXPIRE)
                                .asText());
        assertThat(service.message()).doesNotContain("certificate");
        assertThat(new CertificateExpiry(cluster.clusterOf("repair")).exposition())
                .contains("isbsvc_certificates_expire_timestamp_seconds{isbsvc_namespace=\"" + names.namespace()
                        + "\",isbsvc=\"n\"} ");
        SecretSearch search = new SecretSearch().add(cluster.client());
        assertThat(search.inObjects(cluster.client())).noneMatch(found -> found.contains(names.namespace() + "/"));
    }

    private String found() {
        return String.join("\n", FoundByRepair.in(cluster, names.namespace()));
    }

    private String events() {
        return cluster.client()
                .v1()
                .events()
                .inNamespace(names.namespace())
                .list()
                .getItems()
                .toString();
    }

    /** As a client that verifies connects, by the name of the Service and what the Secret says to trust. */
    private void connect() {
        new NatsAccess(cluster.clusterOf("provisioning")).connect(names, true).close();
    }

    private List<String> starts(RenderedCluster servers) throws IOException {
        Awaitility.await().atMost(TIMEOUT).until(() -> servers.isHealthy(0));
        List<String> starts = new ArrayList<>();
        for (int node = 0; node < servers.size(); node++) {
            starts.add(servers.varz(node).path("start").asText());
        }
        return starts;
    }

    /** What it waits for that no event reports. */
    private Optional<String> update() {
        TestBeans beans = TestBeans.of(cluster.clusterOf("update"));
        ObjectRef secret = new ObjectRef(ObjectKind.SECRET, names.namespace(), names.serverSecret());
        Pointer event = new Pointer(EventType.REF_UPDATE, secret, Optional.of(Instant.now()));
        try {
            beans.services()
                    .evenUnconfigured(event, live -> beans.stepped().reconcile(live, new EventBatch(List.of(event))));
            return Optional.empty();
        } catch (NatsUnavailable waits) {
            return Optional.of(waits.getMessage());
        }
    }

    private static void load(RenderedCluster servers, int node) throws IOException {
        JsonNode before = servers.varz(node).path("config_load_time");
        servers.reloadSecret(node);
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> !servers.varz(node).path("config_load_time").equals(before));
    }
}
