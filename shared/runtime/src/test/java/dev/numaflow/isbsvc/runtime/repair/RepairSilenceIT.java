package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.broker.NotAccepted;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a look costs and shows when nothing is wrong, and when something about repair itself is. */
class RepairSilenceIT extends RepairAtRest {
    @Test
    void isSilentWhenNothingIsWrong() {
        assertThat(repair.reconcile().message()).isEqualTo("nothing is missed");

        assertThat(broker.events()).isEmpty();
        assertThat(cluster.writes())
                .extracting(write -> write.verb() + " " + write.resource() + " " + write.name())
                .containsExactly("update leases isbsvc-repair");
    }

    /** Invariant 12: the API server is asked for what stands on Secrets, never for what they hold. */
    @Test
    void readsNoSecret() {
        delete(ObjectKind.SECRET, names.clientSecret());
        SecretReads reads = new SecretReads();

        repair(cluster.watchedBy(reads), Clock.systemUTC()).reconcile();

        assertThat(reads.accepted()).isNotEmpty().allMatch(SecretReads::isMetadata);
    }

    @Test
    void asksTheApiServerAsOftenForManyServicesAsForOne() {
        cluster.requests();
        repair.reconcile();
        List<LoggedRequest> one = cluster.requests();
        for (int i = 0; i < 29; i++) {
            cluster.apply(cluster.service("more-" + i, "{version: latest, replicas: 1}"));
            reconcile(cluster.names("more-" + i));
        }
        cluster.requests();

        repair.reconcile();

        assertThat(cluster.requests()).isEqualTo(one);
        assertThat(one).filteredOn(request -> request.verb().equals("list")).hasSize(11);
    }

    /** The heart beats at the end of a good tick, by the clock. */
    @Test
    void theHeartBeatsOnlyWhereTheEventsWereTaken() {
        // No certificate is due by then.
        Instant later = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(30));
        String beat = later.toString().replace("Z", ".000000Z");
        cluster.apply(cluster.service("other", "{version: latest}"));
        broker.close();
        assertThatThrownBy(repair(Clock.fixed(later, ZoneOffset.UTC))::reconcile)
                .isInstanceOf(NotAccepted.class);
        assertThat(lease().at("/spec/renewTime").asText()).isNotEqualTo(beat);

        cluster.cluster().delete(cluster.live(ObjectKind.ISB_SERVICE, "other"));
        repair(Clock.fixed(later, ZoneOffset.UTC)).reconcile();

        assertThat(lease().path("spec"))
                .isEqualTo(TestCluster.tree(
                        """
                        holderIdentity: repair
                        acquireTime: '%s'
                        renewTime: '%s'
                        leaseDurationSeconds: 700
                        """
                                .formatted(lease().at("/spec/acquireTime").asText(), beat)));
    }

    @Test
    void aConfigurationThatCannotBeReadStopsTheHeart() {
        configureTheController("versions:", "versions: none # ");

        assertThat(repair.reconcile().message()).startsWith("nothing can be done");

        assertThat(cluster.writes()).extracting(LoggedRequest::resource).doesNotContain("leases");
    }

    @Test
    void aServiceThatCannotBeReconciledKeepsNoOtherFromBeingRepaired() {
        nats.kill();
        delete(ObjectKind.CONFIG_MAP, "isbsvc-n-js-config");

        assertThat(sent())
                .containsExactly(
                        "dev.knative.apiserver.ref.delete " + configMap,
                        "dev.knative.apiserver.ref.update " + statefulSet);
    }
}
