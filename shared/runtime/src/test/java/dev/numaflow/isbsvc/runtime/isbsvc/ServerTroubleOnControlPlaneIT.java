package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.health.HealthReconciler;
import dev.numaflow.isbsvc.runtime.health.ServiceHealth;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.testkit.HostNames;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real server says of itself, judged with the rights of `health` on the real API server: it serves, and something is amiss. */
class ServerTroubleOnControlPlaneIT {

    private static final int MEGABYTE = 1_000_000;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    @Test
    void aServerThatGotNoSignalIsNamedWhenItHadTheTimeToLoadItsConfiguration() throws Exception {
        WatchedService service = service("told", "1Gi");
        try (EncryptedServer server = new EncryptedServer(service, folder)) {
            server.start();
            podIsReady(service);
            reconcile(service, Duration.ZERO);
            assertThat(service.message()).isEmpty();
            EncryptedServer.letTheSecondPass();

            wishForPayload(service, 2_000_000);
            reconcile(service, Duration.ZERO);
            assertThat(service.message()).as("the kubelet needs its time").isEmpty();

            reconcile(service, Duration.ofMinutes(3));
            assertThat(service.message())
                    .contains(
                            "ConfigurationNotTaken: isbsvc-n-js-0 runs with max_payload 1048576", "instead of 2000000")
                    .contains("container main");
            assertThat(service.phase()).isEqualTo("Running");
            assertThat(events(service)).anySatisfy(event -> assertThat(event)
                    .startsWith("Degraded: ConfigurationNotTaken: isbsvc-n-js-0"));

            server.start();
            reconcile(service, Duration.ofMinutes(4));
            assertThat(service.message()).isEmpty();
        }
    }

    /** Numaflow's defaults: the store may grow to a terabyte, the volume has 50Mi. */
    @Test
    void aSmallVolumeIsAlmostFullLongBeforeTheLimitOfTheStore() throws Exception {
        WatchedService service = service("full", "50Mi");
        try (EncryptedServer server = new EncryptedServer(service, folder)) {
            server.start();
            podIsReady(service);
            server.fill();
            reconcile(service, Duration.ZERO);
            assertThat(service.message()).isEmpty();

            server.store(46, MEGABYTE);
            reconcile(service, Duration.ZERO);

            assertThat(service.message()).isEqualTo("DiskAlmostFull: isbsvc-n-js-0");
            assertThat(service.phase()).isEqualTo("Running");
        }
    }

    private WatchedService service(String namespace, String volumeSize) {
        return WatchedService.create(
                cluster, namespace, "{version: latest, replicas: 1, persistence: {volumeSize: " + volumeSize + "}}");
    }

    private void reconcile(WatchedService service, Duration later) {
        Cluster health = cluster.clusterOf("health");
        Clock clock = Clock.offset(Clock.systemUTC(), later);
        TestBeans beans = TestBeans.of(health, clock);
        ServerReports servers = new ServerReports(new Monitoring());
        new HealthReconciler(beans.services(), new ServiceHealth(health, servers, clock), beans.status())
                .reconcile(new Pointer(EventType.REF_UPDATE, ObjectRef.ofStatefulSet(service.names())));
    }

    private void podIsReady(WatchedService service) {
        new ControlPlaneService(cluster, service).podIsReady(0);
    }

    private void wishForPayload(WatchedService service, int bytes) {
        new ControlPlaneService(cluster, service).wishForPayload(bytes);
    }

    private List<String> events(WatchedService service) {
        return new ControlPlaneService(cluster, service).events();
    }
}
