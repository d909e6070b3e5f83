package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Pipeline that names another service, on purpose or by a slip, loses nothing of what it has on the one before. */
class MovedPipelineOnControlPlaneIT {

    private static final int ALL = 5;
    private static final Pattern ID = Pattern.compile("/approve: ([0-9a-f]{8})");

    private static TestCluster api;

    @TempDir
    Path folder;

    private MovingPipelines moving;

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
    void aSlipInTheNameOfTheServiceKeepsEverythingAndSaysHowManyMessagesWait() throws Exception {
        moving.create("p", "a");
        moving.create("drained", "a");
        moving.publish("a", "p", 20);

        moving.move("p", "defualt");
        moving.move("drained", "defualt");
        moving.muchLater("p");
        moving.muchLater("drained");

        assertThat(moving.streams("a", "p")).hasSize(ALL);
        assertThat(moving.streams("a", "drained")).hasSize(ALL);
        assertThat(moving.messages("a", "p")).isEqualTo(20);
        assertThat(held("p"))
                .singleElement()
                .asString()
                .contains(
                        "on service " + moving.names("a"),
                        "20 unread messages",
                        "spec.interStepBufferServiceName names service " + moving.names("defualt")
                                + " now, which does not exist");
        assertThat(held("p").get(0)).as("nothing to be approved by a slip").doesNotContain("approve");

        assertThat(moving.move("p", "a").message()).contains("5 present");
        assertThat(moving.messages("a", "p")).isEqualTo(20);
    }

    @Test
    void nothingGoesBeforeTheOtherServiceRunsAndHasAllBuffers() throws Exception {
        moving.serve("b");
        moving.setPhase("b", "Pending");
        moving.create("p", "a");

        moving.move("p", "b");
        moving.muchLater("p");
        assertThat(moving.streams("a", "p")).as("not running").hasSize(ALL);
        assertThat(held("p")).anyMatch(event -> event.contains("which waits for the service to be Running"));

        moving.setPhase("b", "Running");
        moving.editService(
                "b", service -> service.withObject("/metadata/annotations").put(Annotations.PAUSED, "true"));
        moving.muchLater("p");
        assertThat(moving.streams("a", "p")).as("paused").hasSize(ALL);
        assertThat(held("p")).anyMatch(event -> event.contains("which does not have all its buffers yet"));

        moving.editService("b", service -> {
            service.withObject("/metadata/annotations").remove(Annotations.PAUSED);
            service.withArray("/metadata/finalizers").add("test.dev/keeps");
        });
        moving.delete(ObjectKind.ISB_SERVICE, "b");
        moving.muchLater("p");
        assertThat(moving.streams("a", "p")).as("being deleted").hasSize(ALL);

        moving.editService(
                "b", service -> service.withArray("/metadata/finalizers").removeAll());
        moving.muchLater("p");
        assertThat(moving.streams("a", "p")).as("gone").hasSize(ALL);
    }

    /** It has all buffers, and will take them along. */
    @Test
    void aServiceThatIsBeingDeletedTakesNothingOver() throws Exception {
        moving.serve("b");
        moving.create("p", "b");
        moving.publish("b", "p", 3);
        moving.move("p", "a");
        assertThat(moving.streams("b", "p")).hasSize(ALL);
        moving.editService(
                "b", service -> service.withArray("/metadata/finalizers").add("test.dev/keeps"));
        moving.delete(ObjectKind.ISB_SERVICE, "b");

        moving.move("p", "b");
        moving.muchLater("p");

        assertThat(moving.streams("a", "p")).hasSize(ALL);
        assertThat(held("p")).anyMatch(event -> event.contains("which is being deleted"));
        moving.editService(
                "b", service -> service.withArray("/metadata/finalizers").removeAll());
    }

    @Test
    void whatIsDrainedGoesOnceTheOtherServiceHasAllBuffersAndTheEventSaysHowMuchWent() throws Exception {
        moving.serve("b");
        moving.create("p", "a");
        moving.publish("a", "p", 7);
        moving.read("a", "p", 7);

        moving.move("p", "b");

        assertThat(moving.streams("b", "p")).hasSize(ALL);
        assertThat(moving.streams("a", "p")).isEmpty();
        assertThat(held("p")).isEmpty();
        assertThat(moving.events("p"))
                .anyMatch(event -> event.startsWith("BuffersRemoved: ")
                        && event.contains(moving.buffer("p") + " (7 messages, 0 of them unread)"));
    }

    @Test
    void whatIsNotDrainedWaitsForAnApprovalThatIsGoodOnce() throws Exception {
        moving.serve("b");
        moving.create("p", "a");
        moving.publish("a", "p", 20);

        moving.move("p", "b");
        moving.muchLater("p");
        assertThat(moving.streams("a", "p")).hasSize(ALL);
        assertThat(held("p")).as("told once, whatever time passes").hasSize(1);
        String id = id(held("p").get(0));

        moving.annotate("p", Annotations.APPROVE, "00000000");
        assertThat(moving.messages("a", "p")).isEqualTo(20);
        moving.annotate("p", Annotations.APPROVE, "00000000, " + id);
        assertThat(moving.streams("a", "p")).isEmpty();
        assertThat(moving.events("p"))
                .anyMatch(event -> event.startsWith("BuffersRemoved: ")
                        && event.contains(moving.buffer("p") + " (20 messages, 20 of them unread)"));

        moving.move("p", "a");
        moving.publish("a", "p", 3);
        moving.passASecond();
        moving.move("p", "b");
        moving.muchLater("p");
        assertThat(moving.messages("a", "p"))
                .as("approved was another deletion")
                .isEqualTo(3);
        assertThat(held("p"))
                .anyMatch(event ->
                        event.contains("3 unread messages") && !id(event).equals(id));
    }

    @Test
    void whatWaitsOnSeveralServicesIsKeptOnEachAndComesBackWithItsPipeline() throws Exception {
        moving.serve("b");
        moving.serve("c");
        moving.create("p", "a");
        moving.publish("a", "p", 2);
        moving.move("p", "b");
        moving.publish("b", "p", 3);

        moving.move("p", "c");
        moving.muchLater("p");
        assertThat(moving.messages("a", "p")).isEqualTo(2);
        assertThat(moving.messages("b", "p")).isEqualTo(3);
        List<String> onC = held("p").stream()
                .filter(event -> event.contains("uses service " + moving.names("c")))
                .toList();
        assertThat(onC).hasSize(2);
        String ofA = onC.stream()
                .filter(event -> event.contains("on service " + moving.names("a")))
                .findFirst()
                .orElseThrow();

        moving.annotate("p", Annotations.APPROVE, id(ofA));
        assertThat(moving.streams("a", "p")).isEmpty();
        assertThat(moving.messages("b", "p")).isEqualTo(3);

        moving.move("p", "b");
        assertThat(moving.reconcile("p").message()).contains("5 present");
        assertThat(moving.messages("b", "p")).isEqualTo(3);
        assertThat(moving.streams("c", "p")).as("drained").isEmpty();
        moving.delete(ObjectKind.PIPELINE, "p");
        moving.reconcile("p");
        moving.muchLater("p");
        assertThat(moving.streams("b", "p")).isEmpty();
        assertThat(moving.events("b"))
                .anyMatch(event -> event.startsWith("BuffersRemoved: ")
                        && event.contains(", which is gone (3 messages, 3 of them unread)"));
    }

    @Test
    void aPipelineThatIsDeletedWhileItIsAwayTakesEverythingWithIt() throws Exception {
        moving.serve("b");
        moving.create("p", "a");
        moving.publish("a", "p", 2);
        moving.move("p", "b");
        moving.delete(ObjectKind.PIPELINE, "p");

        moving.reconcile("p");
        moving.muchLater("p");

        assertThat(moving.streams("a", "p")).isEmpty();
        assertThat(moving.streams("b", "p")).isEmpty();
    }

    @Test
    void onePipelineMadeAnewUnderItsNameOnAnotherServiceIsNoReasonToDeleteEither() throws Exception {
        moving.create("p", "a");
        moving.publish("a", "p", 2);
        moving.delete(ObjectKind.PIPELINE, "p");
        moving.create("p", "defualt");

        moving.muchLater("p");

        assertThat(moving.messages("a", "p")).isEqualTo(2);
        assertThat(held("p")).singleElement().asString().contains("2 unread messages");
    }

    @Test
    void aPipelineThatIsRefusedOrOfAnotherInstanceKeepsWhatItHas() throws Exception {
        moving.create("refused", "a");
        moving.create("other", "a");
        moving.publish("a", "other", 2);

        for (String name : List.of("x?watch=true", "a b", "enc/status")) {
            moving.move("refused", name);
            moving.muchLater("refused");
            assertThat(moving.events("refused"))
                    .anyMatch(event -> event.startsWith("InvalidPipeline: ")
                            && event.contains("spec.interStepBufferServiceName: found " + name));
        }
        moving.annotate("other", Annotations.INSTANCE, "blue");
        moving.muchLater("other");

        assertThat(moving.streams("a", "refused")).hasSize(ALL);
        assertThat(moving.streams("a", "other")).hasSize(ALL);
        assertThat(held("other")).singleElement().asString().contains("2 unread messages", "instance \"blue\"");
    }

    @Test
    void aPipelineThatIsRefusedForWhatItAsksKeepsWhatItHasAndOthersAreServed() {
        moving.create("p", "a");

        moving.change("p", object -> ((ObjectNode) object.at("/spec/vertices/1")).put("partitions", 5_000));
        moving.create("q", "a");
        moving.muchLater("p");

        assertThat(moving.streams("a", "p")).hasSize(ALL);
        assertThat(moving.streams("a", "q")).hasSize(ALL);
        assertThat(moving.events("p")).anyMatch(event -> event.startsWith("InvalidPipeline: "));
    }

    private List<String> held(String pipeline) {
        return moving.events(pipeline).stream()
                .filter(event -> event.startsWith("BufferDeletionHeld: "))
                .toList();
    }

    private static String id(String event) {
        Matcher id = ID.matcher(event);
        assertThat(id.find()).as(event).isTrue();
        return id.group(1);
    }
}
