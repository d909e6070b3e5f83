package dev.numaflow.isbsvc.runtime.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An Error while reconciling one service is recorded there, and the others are reconciled (invariants 8 and 9). */
class IsolatedServicesIT {

    @TempDir
    Path folder;

    /** Each once: whatever ends it. */
    static Stream<Error> errors() {
        return Stream.of(
                new OutOfMemoryError("of the test"),
                new StackOverflowError(),
                new AssertionError("of the test"),
                new NoClassDefFoundError("of the test"),
                new InternalError("of the test"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void anErrorInOneServiceIsReportedOnItAndAllOthersAreServed(Error error) throws Exception {
        String kind = error.getClass().getSimpleName();
        try (ServedPipelines served = ServedPipelines.on(folder, 1)) {
            served.serve(new Names("data", "other"));
            JsonNode own = served.apply(TestPipelines.pipeline("own", "out"));
            ObjectNode elsewhere = (ObjectNode) TestPipelines.pipeline("elsewhere", "out");
            elsewhere.withObject("/spec").put("interStepBufferServiceName", "other");
            served.apply(elsewhere);
            FailingOnce clock = new FailingOnce(error);

            assertThatThrownBy(() -> TestProvisioning.on(served.cluster, clock)
                            .reconcile(new Pointer(EventType.REF_ADD, ObjectRef.of(own))))
                    .as("so that it is tried again")
                    .hasMessageContaining("data/default cannot be reconciled: " + kind);

            assertThat(served.names()).contains("data-elsewhere-out-0").doesNotContain("data-own-out-0");
            assertThat(served.api.events())
                    .anyMatch(event -> event.startsWith("default BuffersFailed: ") && event.contains(kind))
                    .noneMatch(event -> event.startsWith("other BuffersFailed"));
        }
    }

    /** What the log gets is the bug, and that no Event could be written beside it. */
    @Test
    void anErrorIsNotLostWhereNoEventCanBeWritten() throws Exception {
        Error bug = new AssertionError("of the test");
        RuntimeException refused = new IllegalStateException("no Event can be written");
        try (ServedPipelines served = ServedPipelines.on(folder, 1)) {
            JsonNode own = served.apply(TestPipelines.pipeline("own", "out"));
            Cluster withoutEvents = new Cluster(served.api.client()) {
                @Override
                public WriteResult create(JsonNode object) {
                    if (object.path("kind").asText().equals("Event")) {
                        throw refused;
                    }
                    return super.create(object);
                }
            };

            assertThatThrownBy(() -> TestProvisioning.on(withoutEvents, new FailingOnce(bug))
                            .reconcile(new Pointer(EventType.REF_ADD, ObjectRef.of(own))))
                    .hasCause(bug)
                    .hasSuppressedException(refused);
        }
    }

    /** The first who asks for the time is the look at the Pipeline's own service. */
    private static final class FailingOnce extends Clock {
        private final Error error;
        private boolean failed;

        FailingOnce(Error error) {
            this.error = error;
        }

        @Override
        public synchronized Instant instant() {
            if (!failed) {
                failed = true;
                throw error;
            }
            return Instant.now();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
