package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import org.junit.jupiter.api.Test;

/** A service that is deleted after its Pipelines moved away, or with that in one go, takes none of their unread messages with it. */
class MovedThenDeletedOnControlPlaneIT extends ServiceDeletionScenario {

    @Test
    void nothingIsLostAndTheServiceGoesWhenAllIsRead() throws Exception {
        leaveMessages("b");

        service.delete();

        assertThat(service.message())
                .startsWith("the deletion waits: Pipeline " + moving.namespace + "/p, which names service "
                        + moving.names("b")
                        + " now, which does not have all its buffers yet, has 20 unread messages on it")
                .contains(Annotations.APPROVE + ": ");
        moving.muchLater("p");
        service.wake();
        assertThat(moving.messages("a", "p")).isEqualTo(20);
        assertThat(service.statefulSet()).isPresent();
        assertThat(moving.events("a"))
                .allMatch(event -> event.startsWith("DeletionRefused: the deletion waits: Pipeline "))
                .anyMatch(
                        event -> event.contains("p, which names service " + moving.names("b") + " now, has 20 unread"));

        assertThat(service.wake()).as("told, and no more to do").isFalse();
        moving.publish("a", "p", 1);
        assertThat(service.wake()).as("nobody is woken for each message").isFalse();
        assertThat(service.isFoundStuckByRepair()).isFalse();

        moving.read("a", "p", 21);
        assertThat(service.isFoundStuckByRepair()).isTrue();
        service.follow(moving.reconcile("p"));
        assertThat(service.isGone()).isTrue();
    }

    @Test
    void whatIsApprovedOnThePipelineGoesAtOnce() throws Exception {
        leaveMessages("b");
        service.delete();
        moving.reconcile("p");

        String id = id(moving.events("p").stream()
                .filter(event -> event.startsWith("BufferDeletionHeld: ")
                        && ID.matcher(event).find())
                .findFirst()
                .orElseThrow());
        service.follow(moving.annotate("p", Annotations.APPROVE, id));

        assertThat(service.isGone()).isTrue();
    }

    @Test
    void whatIsApprovedOnTheServiceGoesEvenAfterASlip() throws Exception {
        leaveMessages("defualt");
        service.delete();
        assertThat(service.message()).contains("now, which does not exist, has 20 unread messages");

        service.annotate(Annotations.APPROVE, "00000000");
        service.wake();
        assertThat(moving.messages("a", "p")).isEqualTo(20);
        service.annotate(Annotations.APPROVE, "00000000, " + id(service.message()));
        service.wake();

        assertThat(service.isGone()).isTrue();
    }

    @Test
    void onePipelineMadeAnewOnAnotherServiceKeepsWhatItHadToo() throws Exception {
        moving.create("p", "a");
        moving.publish("a", "p", 20);
        moving.delete(ObjectKind.PIPELINE, "p");
        moving.createUnseen("p", "b");

        service.delete();

        assertThat(service.message()).contains("20 unread messages");
    }

    @Test
    void drainedBuffersWaitForTheServiceThatTakesOverAndForNothingElse() throws Exception {
        moving.create("p", "a");
        moveUnseen("p", "defualt");
        service.delete();
        assertThat(service.message()).contains("now, which does not exist, has 0 unread messages");
        assertThat(moving.streams("a", "p")).isNotEmpty();

        moving.change("p", object -> ((ObjectNode) object.path("spec")).put("interStepBufferServiceName", "b"));
        service.wake();

        assertThat(service.isGone()).isTrue();
    }

    /** A Pipeline that is created meanwhile would lose its service: only what is to be deleted is listed after that. */
    @Test
    void whetherPipelinesUseItIsTheLastQuestionBeforeTheDeletion() throws Exception {
        moving.create("p", "a");
        moving.delete(ObjectKind.PIPELINE, "p");

        service.delete();

        assertThat(service.isGone()).isTrue();
        assertThat(service.policed.listedAfterPipelines())
                .containsExactly(ObjectKind.POD, ObjectKind.PERSISTENT_VOLUME_CLAIM);
    }
}
