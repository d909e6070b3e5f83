package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.junit.jupiter.api.io.TempDir;

/** Two services with real servers, Pipelines that move between them, and one service that is to be deleted. */
abstract class ServiceDeletionScenario {

    static final Pattern ID = Pattern.compile("/approve: ([0-9a-f]{8})");

    static TestCluster api;

    @TempDir
    Path folder;

    MovingPipelines moving;
    ServiceToDelete service;

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

    List<String> removed() {
        return moving.events("a").stream()
                .filter(event -> event.startsWith("BuffersRemoved: "))
                .toList();
    }

    /** Twenty messages on the service, of a Pipeline that was moved away a moment ago: provisioning has not reconciled it yet. */
    void leaveMessages(String to) throws Exception {
        moving.create("p", "a");
        moving.publish("a", "p", 20);
        moveUnseen("p", to);
    }

    void moveUnseen(String pipeline, String to) {
        ObjectNode changed = moving.live(ObjectKind.PIPELINE, pipeline).deepCopy();
        ((ObjectNode) changed.path("spec")).put("interStepBufferServiceName", to);
        MovingPipelines.done(api.cluster().replace(changed));
    }

    static String id(String text) {
        Matcher id = ID.matcher(text);
        assertThat(id.find()).as(text).isTrue();
        return id.group(1);
    }
}
