package dev.numaflow.isbsvc.runtime.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.LeaseTaken;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureLogTest {

    private static final ObjectRef REF = new ObjectRef(ObjectKind.ISB_SERVICE, "team-a", "n");

    private final List<String> logged = new ArrayList<>();
    private final java.util.logging.Logger sink = java.util.logging.Logger.getLogger("failure.test");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord one) {
            logged.add(one.getLevel() + (one.getThrown() == null ? "" : " with its trace"));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        sink.setUseParentHandlers(false);
        sink.addHandler(handler);
    }

    @AfterEach
    void stop() {
        sink.removeHandler(handler);
    }

    @Test
    void waitingForOthersIsOrdinary() {
        log(new ConflictException(REF), new LeaseTaken(REF), NatsUnavailable.notReady("starts"));

        assertThat(logged).hasSize(3).containsOnly("INFO");
    }

    @Test
    void whatPassesByItselfIsALineOfWarning() {
        log(
                new KubernetesClientException("no answer", new IOException("reset")),
                new NatsUnavailable("cannot connect", new IOException("refused")));

        assertThat(logged).hasSize(2).containsOnly("WARN");
    }

    @Test
    void aBugHasItsTrace() {
        log(new IllegalStateException("a bug"), new StackOverflowError(), new OutOfMemoryError("x"));

        assertThat(logged).hasSize(3).containsOnly("ERROR with its trace");
    }

    @Test
    void theTextIsOneLineOfBoundedLengthWithTheCauses() {
        assertThat(FailureLog.text(new IOException("a\n b", new IOException("c"))))
                .isEqualTo("a b: c");
        assertThat(FailureLog.text(new IOException())).isEqualTo("IOException");
        assertThat(FailureLog.text(new IOException("x".repeat(5000)))).hasSizeLessThan(600);
    }

    private static void log(Throwable... failures) {
        for (Throwable failure : failures) {
            FailureLog.log(Logger.getLogger("failure.test"), "not done", failure);
        }
    }
}
