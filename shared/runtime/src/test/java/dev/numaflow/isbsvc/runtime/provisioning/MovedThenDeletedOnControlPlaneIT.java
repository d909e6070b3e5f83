package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that is deleted after its Pipelines moved away, or with that in one go, takes none of their unread messages with it. */
class MovedThenDeletedOnControlPlaneIT {

    private static final Pattern ID = Pattern.compile("/approve: ([0-9a-f]{8})");

    private static TestCluster api;

    @TempDir
    Path folder;

    private MovingPipelines moving;
    private ServiceToDelete service;

    @BeforeAll
    static void open() {
        api = new TestCluster();
    }

    @AfterAll
    static void close() {
        api.close();
    }

    @BeforeEach
    void start() {
        moving = new MovingPipelines(api, folder, servers());
        moving.serve("a");
        moving.serve("b");
        service = new ServiceToDelete(api, moving.names("a"), moving.clock);
    }

    /** The executable of the servers. */
    Path servers() {
        return NatsServerBinary.obtain();
    }

    @AfterEach
    void stop() {
        moving.close();
    }

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

    /** A Pipeline that is created meanwhile would lose its service: only what is to be deleted is listed after that. */
    @Test
    void whetherPipelinesUseItIsTheLastQuestionBeforeTheDeletion() throws Exception {
        moving.create("p", "a");
        moving.delete(ObjectKind.PIPELINE, "p");

        service.delete();

        assertThat(service.isGone()).isTrue();
        assertThat(service.policed.listedAfterPipelines()).containsExactly(ObjectKind.PERSISTENT_VOLUME_CLAIM);
    }

    private List<String> removed() {
        return moving.events("a").stream()
                .filter(event -> event.startsWith("BuffersRemoved: "))
                .toList();
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

    /** Twenty messages on the service, of a Pipeline that was moved away a moment ago: provisioning has not looked. */
    private void leaveMessages(String to) throws Exception {
        moving.create("p", "a");
        moving.publish("a", "p", 20);
        moveUnseen("p", to);
    }

    private void moveUnseen(String pipeline, String to) {
        ObjectNode changed = moving.live(ObjectKind.PIPELINE, pipeline).deepCopy();
        ((ObjectNode) changed.path("spec")).put("interStepBufferServiceName", to);
        MovingPipelines.done(api.cluster().replace(changed));
    }

    private static String id(String text) {
        Matcher id = ID.matcher(text);
        assertThat(id.find()).as(text).isTrue();
        return id.group(1);
    }
}
