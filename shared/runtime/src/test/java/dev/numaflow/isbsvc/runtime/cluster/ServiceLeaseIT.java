package dev.numaflow.isbsvc.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.testkit.TestClock;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invariant 13: dangerous work is serial. */
class ServiceLeaseIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private final TestCluster cluster = new TestCluster();
    private final ObjectRef lease = new ObjectRef(ObjectKind.LEASE, cluster.namespace(), "isbsvc-n-js");
    private JsonNode service;

    @BeforeEach
    void apply() {
        service = cluster.apply(cluster.service("n", "{version: latest}"));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void onlyOneHasItAndItIsGoneWhenGivenBack() {
        try (ServiceLease.Held held = at(NOW).take(service)) {
            held.check();
            assertThatThrownBy(() -> at(NOW).take(service)).isInstanceOf(LeaseTaken.class);
        }
        assertThat(lease()).isEmpty();
        at(NOW).take(service).close();
    }

    @Test
    void whoDiedWithItLosesItAfterAMinuteAndMayNotActOn() {
        Instant later = NOW.plus(ServiceLease.DURATION);
        TestClock clock = new TestClock(NOW);
        ServiceLease.Held dead = new ServiceLease(cluster.cluster(), clock).take(service);
        assertThatThrownBy(() -> at(later.minusSeconds(1)).take(service)).isInstanceOf(LeaseTaken.class);

        try (ServiceLease.Held next = at(later).take(service)) {
            next.check();
            clock.pass(ServiceLease.DURATION);
            assertThatThrownBy(dead::check).isInstanceOf(LeaseTaken.class);
            dead.close();
            assertThat(lease()).as("another's lease").isPresent();
        }
    }

    /** Whoever writes such a time would block deletion and provisioning until then. */
    @Test
    void oneFromTheFutureBlocksNobody() {
        at(NOW.plus(Duration.ofDays(365))).take(service);

        try (ServiceLease.Held held = at(NOW).take(service)) {
            held.check();
        }
        assertThat(lease()).isEmpty();
    }

    @Test
    void oneThatCannotBeRemovedExpiresAndWhatWasDoneUnderItCounts() {
        Cluster dying = new Cluster(cluster.client()) {
            @Override
            public WriteResult delete(JsonNode live) {
                throw new KubernetesClientException("no answer");
            }
        };
        ServiceLease.Held held = new ServiceLease(dying, Clock.systemUTC()).take(service);

        assertThatCode(held::close).doesNotThrowAnyException();
    }

    @Test
    void whoWorksLongKeepsIt() {
        TestClock clock = new TestClock(NOW);
        try (ServiceLease.Held held = new ServiceLease(cluster.cluster(), clock).take(service)) {
            clock.pass(Duration.ofSeconds(50));
            held.check();

            assertThatThrownBy(() -> at(NOW.plus(Duration.ofSeconds(70))).take(service))
                    .isInstanceOf(LeaseTaken.class);
        }
    }

    private ServiceLease at(Instant instant) {
        return new ServiceLease(cluster.cluster(), Clock.fixed(instant, ZoneOffset.UTC));
    }

    private Optional<JsonNode> lease() {
        return cluster.cluster().get(lease);
    }
}
