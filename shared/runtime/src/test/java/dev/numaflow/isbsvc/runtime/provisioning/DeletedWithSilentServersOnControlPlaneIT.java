package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import java.time.Instant;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Servers that do not answer hold up the deletion of their service only where they may store unread messages. */
class DeletedWithSilentServersOnControlPlaneIT extends ServiceDeletionScenario {

    @Test
    void whatSilentServersMayStoreStaysUntilSomebodyDecides() throws Exception {
        leaveMessages("b");
        moving.kill("a");

        service.delete();

        assertThat(service.message())
                .startsWith("the deletion waits: isbsvc-a-js-0 may store unread messages of Pipelines that use other"
                        + " services now");
        assertThat(service.wake()).isFalse();
        service.annotate(Annotations.APPROVE, id(service.message()));
        service.wake();
        assertThat(service.isGone()).isTrue();
    }

    @Test
    void anApprovalForSilentServersIsNoneForTheMessagesThatTheyTurnOutToStore() throws Exception {
        leaveMessages("b");
        moving.kill("a");
        service.delete();
        service.annotate(Annotations.APPROVE, id(service.message()));
        moving.restart("a");

        service.wake();

        assertThat(service.message()).contains("has 20 unread messages");
        assertThat(moving.messages("a", "p")).isEqualTo(20);
    }

    @Test
    void disksThatAreRetainedHoldNothingUp() throws Exception {
        leaveMessages("b");
        service.createClaim();
        moving.kill("a");
        service.delete();
        assertThat(service.message()).contains("isbsvc-a-js-0 may store");

        service.annotate(Annotations.RETAIN, "true");
        service.wake();

        assertThat(service.isGone()).isTrue();
        assertThat(api.cluster().list(ObjectKind.PERSISTENT_VOLUME_CLAIM, moving.namespace))
                .hasSize(1);
    }

    @Test
    void deadServersHoldNothingUpWhereNothingCanBeOnThem() {
        moving.create("p", "b");
        moving.kill("a");
        service.hasNeverServed();

        service.delete();

        assertThat(service.isGone()).isTrue();
    }

    @Test
    void deadServersHoldNothingUpAfterPodsWithoutDisksAreGone() throws Exception {
        leaveMessages("b");
        moving.kill("a");
        api.cluster().delete(service.statefulSet().orElseThrow());

        service.delete();

        assertThat(service.isGone()).isTrue();
    }

    @Test
    void deadServersHoldNothingUpForAPipelineThatWasThereBeforeAndNeverChanged() {
        moving.create("p", "b");
        String created = moving.live(ObjectKind.PIPELINE, "p")
                .at("/metadata/creationTimestamp")
                .asText();
        Awaitility.await()
                .until(() -> Instant.now().isAfter(Instant.parse(created).plusSeconds(1)));
        moving.serve("c");
        ServiceToDelete broken = new ServiceToDelete(api, moving.names("c"), moving.clock);
        moving.kill("c");

        broken.delete();

        assertThat(broken.isGone()).isTrue();
    }
}
