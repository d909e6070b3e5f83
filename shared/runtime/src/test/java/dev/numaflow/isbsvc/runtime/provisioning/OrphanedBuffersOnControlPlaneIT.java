package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Pipeline left whose object is gone stays for a grace period where it is not drained, and every deletion of it is counted. */
class OrphanedBuffersOnControlPlaneIT {

    private static final int ALL = 5;
    private static final Duration ALMOST = Duration.ofSeconds(25);

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
        moving.create("p", "a");
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
    void whatIsUnreadGoesAfterTheGracePeriodAndTheServiceLearnsHowMuchWent() throws Exception {
        moving.publish("a", "p", 4);
        delete();
        assertThat(moving.messages("a", "p")).isEqualTo(4);
        assertThat(events("BufferDeletionPending"))
                .singleElement()
                .asString()
                .contains(moving.buffer("p"), "of Pipeline " + moving.namespace + "/p, which is gone", "30 s");

        moving.pass(ALMOST);
        moving.reconcile("p");
        assertThat(moving.messages("a", "p")).isEqualTo(4);

        moving.pass(ALMOST);
        moving.reconcile("p");
        assertThat(moving.streams("a", "p")).isEmpty();
        assertThat(events("BuffersRemoved"))
                .anyMatch(event -> event.contains(moving.buffer("p") + " of Pipeline " + moving.namespace
                        + "/p, which is gone (4 messages, 4 of them unread)"));
    }

    @Test
    void whatIsDrainedGoesAtOnce() throws Exception {
        moving.publish("a", "p", 4);
        moving.read("a", "p", 4);

        delete();

        assertThat(moving.streams("a", "p")).isEmpty();
        assertThat(events("BuffersRemoved"))
                .anyMatch(event -> event.contains(moving.buffer("p")) && event.contains("0 of them unread)"));
    }

    @Test
    void oneEventHasTheNumbersOfMoreStreamsThanTenEventsCanName() throws Exception {
        moving.createWide("wide", "a", 120);
        moving.delete(ObjectKind.PIPELINE, "wide");
        moving.reconcile("wide");
        assertThat(moving.streams("a", "wide")).hasSizeGreaterThan(120);

        moving.muchLater("wide");

        assertThat(moving.streams("a", "wide")).isEmpty();
        assertThat(events("BuffersRemoved"))
                .anyMatch(event -> event.endsWith("more of the kind"))
                .anyMatch(event -> event.startsWith(
                        "BuffersRemoved: deleted 120 streams with 120 messages, 120 of them unread, and 4 buckets; "));
    }

    @Test
    void aPipelineOfTheNameThatComesBackHasItsMessagesAndAGracePeriodOfItsOwn() throws Exception {
        moving.publish("a", "p", 4);
        delete();
        moving.create("p", "a");
        muchLater();
        assertThat(moving.messages("a", "p")).isEqualTo(4);
        assertThat(moving.streams("a", "p")).hasSize(ALL);

        delete();
        moving.reconcile("p");

        assertThat(moving.messages("a", "p")).isEqualTo(4);
        assertThat(events("BufferDeletionPending")).as("one for each time").hasSize(2);
    }

    /** It cannot be read, so nobody can tell what it asks for. */
    @Test
    void soHasOneThatComesBackAndIsRefused() throws Exception {
        moving.publish("a", "p", 4);
        delete();
        moving.createInvalid("p", "a");
        muchLater();
        assertThat(moving.messages("a", "p")).isEqualTo(4);

        delete();
        assertThat(moving.messages("a", "p")).as("not by the time before").isEqualTo(4);

        muchLater();
        assertThat(moving.streams("a", "p")).isEmpty();
    }

    private void delete() {
        moving.delete(ObjectKind.PIPELINE, "p");
        moving.reconcile("p");
    }

    private void muchLater() {
        moving.muchLater("p");
    }

    private List<String> events(String reason) {
        return moving.events("a").stream()
                .filter(event -> event.startsWith(reason + ": "))
                .toList();
    }
}
