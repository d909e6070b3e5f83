package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a deleted Pipeline leaves on a service that is deleted too stays for a grace period, and what goes then is reported. */
class DeletedWithItsPipelinesOnControlPlaneIT extends ServiceDeletionScenario {

    @Test
    void thePipelinesDeletionIsTheEndOfItsMessagesAfterAGracePeriod() throws Exception {
        leaveMessages("b");
        service.delete();

        moving.delete(ObjectKind.PIPELINE, "p");
        service.follow(moving.reconcile("p"));

        assertThat(service.message())
                .startsWith("the deletion waits: Pipeline " + moving.namespace
                        + "/p, which is gone, has 20 unread messages on it, kept until ")
                .doesNotContain("nothing of that is deleted by time");
        moving.pass(Duration.ofSeconds(25));
        assertThat(service.wake()).as("told, and no more to do").isFalse();
        assertThat(moving.messages("a", "p")).isEqualTo(20);
        moving.pass(Duration.ofSeconds(10));
        service.wake();
        assertThat(service.isGone()).isTrue();
        assertThat(removed())
                .singleElement()
                .asString()
                .startsWith(
                        "BuffersRemoved: deleted with the service: 1 stream with 20 messages, 20 of them unread, and ")
                .contains("(Pipeline " + moving.namespace + "/p: 20 unread)");
    }

    /** Whoever deletes a Pipeline and its service in one go may apply both again at once. */
    @Test
    void whatThePipelineOfAServiceLeftThatGoesWithItStaysForAGracePeriodToo() throws Exception {
        moving.create("p", "a");
        moving.publish("a", "p", 20);
        moving.delete(ObjectKind.PIPELINE, "p");

        service.delete();

        assertThat(service.message()).contains("which is gone, has 20 unread messages on it, kept until ");
        assertThat(service.statefulSet()).isPresent();
        moving.createUnseen("p", "a");
        service.wake();
        assertThat(service.message()).contains("it is in use by Pipeline " + moving.namespace + "/p");
        moving.muchLater("p");
        assertThat(moving.messages("a", "p")).isEqualTo(20);
    }

    /** Without credentials nobody can note with the streams since when their Pipeline is gone. */
    @Test
    void thatEndsAlsoWhereNothingCanBeNotedWithTheStreams() throws Exception {
        moving.create("p", "a");
        moving.publish("a", "p", 20);
        moving.delete(ObjectKind.PIPELINE, "p");
        service.delete();
        assertThat(service.message()).contains("kept until ");

        moving.pass(Duration.ofSeconds(25));
        assertThat(service.wake()).as("the same end").isFalse();
        moving.pass(Duration.ofSeconds(10));
        service.wake();

        assertThat(service.isGone()).isTrue();
    }

    @Test
    void whatServersThatDoNotAnswerStoredIsReportedToBeUnknown() throws Exception {
        moving.create("p", "a");
        moving.publish("a", "p", 20);
        moving.delete(ObjectKind.PIPELINE, "p");
        moving.kill("a");

        service.delete();

        assertThat(service.isGone()).isTrue();
        assertThat(removed())
                .containsExactly("BuffersRemoved: deleted with the service: how many messages it stored is not known,"
                        + " because isbsvc-a-js-0 did not answer");
    }

    @Test
    void whatAPolicyKeepsIsNotReportedAsRemoved() throws Exception {
        moving.create("p", "a");
        moving.delete(ObjectKind.PIPELINE, "p");
        service.policed.keep(ObjectKind.STATEFUL_SET);

        service.delete();
        assertThat(service.message()).isEqualTo("the deletion waits: a policy keeps each StatefulSet");
        service.annotate("test.dev/any", "change");
        service.wake();

        assertThat(removed()).isEmpty();
        service.policed.keepNothing();
        service.wake();
        assertThat(service.isGone()).isTrue();
        assertThat(removed()).singleElement().asString().contains("1 stream with 0 messages, 0 of them unread");
    }

    @Test
    void whatIsRemovedBeforeAPolicyKeepsTheRestIsReportedOnce() throws Exception {
        moving.create("p", "a");
        moving.publish("a", "p", 20);
        moving.delete(ObjectKind.PIPELINE, "p");
        service.createClaim();
        service.policed.keep(ObjectKind.PERSISTENT_VOLUME_CLAIM);
        service.delete();
        moving.pass(Duration.ofSeconds(40));
        service.wake();
        assertThat(service.message()).isEqualTo("the deletion waits: a policy keeps each PersistentVolumeClaim");

        moving.kill("a");
        service.wake();
        service.policed.keepNothing();
        service.wake();

        assertThat(service.isGone()).isTrue();
        assertThat(removed()).singleElement().asString().contains("1 stream with 20 messages, 20 of them unread");
    }
}
