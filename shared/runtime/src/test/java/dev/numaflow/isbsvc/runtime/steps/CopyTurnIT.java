package dev.numaflow.isbsvc.runtime.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.servers.StreamFence;
import dev.numaflow.isbsvc.rendering.steps.CopyStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.TestJetStream;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one call does to the streams of real servers while others change them (invariants 1 and 7). */
class CopyTurnIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void oneThatCannotBeOpenedKeepsNoOtherOneClosedAndIsOpenedByTheNextCall() throws Exception {
        try (NatsServer server = server("server");
                JetStreamApi service = TestJetStream.connect(server)) {
            create(service, "a", "copied-aside.*.x");
            create(service, "b", "copied-aside.x");

            assertThatThrownBy(() -> StreamOpening.open(service, 1, new Doing(() -> {})))
                    .isInstanceOf(NatsUnavailable.class)
                    .hasMessageContaining("stream a cannot be changed");

            assertThat(isClosed(service, "b")).isFalse();
            assertThat(StreamOpening.open(service, 1, new Doing(() -> {}))).isTrue();
            assertThat(isClosed(service, "a")).isFalse();
        }
    }

    @Test
    void aStreamThatIsUsedWhileTheStatusIsWrittenIsNotDeletedForTheSakeOfItsCopy() throws Exception {
        try (NatsServer first = server("first");
                NatsServer second = server("second");
                BothServers both =
                        new BothServers(TestJetStream.connect(first), TestJetStream.connect(second), stream -> false)) {
            create(both.copy(), "buffer", "buffer");
            both.copy().updateStream(StreamFence.closed(config("buffer", "buffer")));
            create(both.service(), "buffer", "copied-aside.buffer", "copied-aside.more");

            CopyTurn turn = new CopyTurn(
                    both,
                    new Doing(() -> both.service().updateStream(config("buffer", "buffer", "more"))),
                    Clock.systemUTC());

            assertThatThrownBy(turn::restore)
                    .isInstanceOf(NatsUnavailable.class)
                    .hasMessageContaining("stream buffer was changed meanwhile");
            assertThat(both.service().stored().get("buffer").config().path("subjects"))
                    .as("that of its user")
                    .hasSize(2);
        }
    }

    /** What has a message is open, or is empty and open; the one that is missing comes back alone. */
    @Test
    void whatIsRestoredAgainClosesNoOtherOne() throws Exception {
        try (NatsServer first = server("first");
                NatsServer second = server("second");
                BothServers both =
                        new BothServers(TestJetStream.connect(first), TestJetStream.connect(second), stream -> false)) {
            for (String name : List.of("a", "b", "c")) {
                create(both.copy(), name, "copied-aside." + name);
            }
            create(both.service(), "a", "a");
            create(both.service(), "b", "copied-aside.b");

            assertThat(new CopyTurn(both, new Doing(() -> {}), Clock.systemUTC()).restoreLost())
                    .isTrue();

            assertThat(isClosed(both.service(), "a")).as("open").isFalse();
            assertThat(both.service().stored().keySet())
                    .as("somebody has deleted the third one")
                    .containsExactlyInAnyOrder("a", "b");
        }
    }

    /** A single server takes no more copies than one. */
    @Test
    void moreCopiesAreWaitedForAsLongAsTheServersRefuseThem() throws Exception {
        try (NatsServer first = server("first");
                NatsServer second = server("second");
                BothServers both =
                        new BothServers(TestJetStream.connect(first), TestJetStream.connect(second), stream -> false)) {
            create(both.copy(), "a", "copied-aside.a");
            create(both.service(), "a", "a");
            create(both.service(), "another", "another");
            List<String> waits = new ArrayList<>();
            GuardedChange.Turn turn = new Telling(waits);

            assertThat(StreamOpening.replicate(both, 3, turn)).isFalse();

            assertThat(waits)
                    .singleElement()
                    .asString()
                    .contains("stream a gets 3 copies as soon as the servers take that", "(10074)", "bufferConfig");
            assertThat(StreamOpening.replicate(both, 1, turn)).isTrue();
        }
    }

    private record Telling(List<String> waits) implements GuardedChange.Turn {

        @Override
        public void renew() {}

        @Override
        public void isAt(NextStep.Act step) {}

        @Override
        public void waits(NextStep.Wait why) {
            waits.add(why.message());
        }
    }

    /** Somebody else does this while the status is written. */
    private record Doing(Runnable meanwhile) implements GuardedChange.Turn {

        @Override
        public void renew() {}

        @Override
        public void isAt(NextStep.Act step) {
            if (step instanceof CopyStep.Restore) {
                meanwhile.run();
            }
        }

        @Override
        public void waits(NextStep.Wait why) {
            throw new AssertionError(why);
        }
    }

    private static boolean isClosed(JetStreamApi service, String stream) {
        return StreamFence.isOn(service.stored().get(stream).config());
    }

    private static void create(JetStreamApi service, String name, String... subjects) {
        assertThat(service.createStream(config(name, subjects))).isInstanceOf(CreateResult.Made.class);
    }

    private static JsonNode config(String name, String... subjects) {
        return JSON.createObjectNode()
                .put("name", name)
                .put("storage", "file")
                .put("num_replicas", 1)
                // Else no server takes a stream whose subjects begin with a wildcard, as those of its own API do.
                .put("no_ack", true)
                .set("subjects", JSON.valueToTree(subjects));
    }

    private NatsServer server(String name) throws IOException, InterruptedException {
        return NatsServer.start(
                NatsServerBinary.obtainNewest(),
                Files.createDirectories(folder.resolve(name)),
                NatsServerConfig.single(name));
    }
}
