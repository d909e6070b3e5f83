package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Reports to each Pipeline what was done for it, and which of its buffers differ from what it asks for. */
@Singleton
class BufferEvents {

    private static final Logger LOG = Logger.getLogger(BufferEvents.class);

    /** Reasons of what happens and can happen again; the others describe a state. */
    private static final Set<Reason> HAPPENS =
            Set.of(Reason.BUFFERS_CREATED, Reason.BUFFERS_REPAIRED, Reason.BUFFERS_ADOPTED, Reason.BUFFERS_REMOVED);

    private final EventRecorder recorder;

    @Inject
    BufferEvents(EventRecorder recorder) {
        this.recorder = recorder;
    }

    void record(ServiceBuffers.Result result) {
        JsonNode service = result.ready().service().tree();
        Letters letters = new Letters();
        result.states().diff().reported().forEach(action -> {
            if (action instanceof StreamAction.Refuse refused) {
                refused.bug().ifPresent(bug -> FailureLog.log(LOG, refused.text(), bug));
            }
            letters.add(action.pipeline().map(PipelineRef::object).orElse(service), action);
        });
        RemovalTotals.texts(result.done().results())
                .forEach((about, total) -> letters.add(about, Reason.BUFFERS_REMOVED, total));
        result.done().results().forEach(each -> letters.add(each.about(), each.reason(), each.what()));
        letters.send(result.states().owners().now());
    }

    /** As few messages as possible for each Pipeline and reason, however many of its streams they are about. */
    private final class Letters {

        private record Address(JsonNode to, Reason reason) {}

        private final Map<Address, List<String>> texts = new LinkedHashMap<>();
        private final List<Sending> identified = new ArrayList<>();

        void add(JsonNode to, StreamAction action) {
            action.identity()
                    .ifPresentOrElse(
                            identity -> identified.add(new Sending(
                                    to, new EventMessage(action.reason(), action.text()).identifiedBy(identity))),
                            () -> add(to, action.reason(), action.text()));
        }

        void add(JsonNode to, Reason reason, String text) {
            texts.computeIfAbsent(new Address(to, reason), address -> new ArrayList<>())
                    .add(text);
        }

        /** Records all of them, and only then throws the first failure. */
        void send(Instant at) {
            List<Sending> sendings = new ArrayList<>();
            texts.forEach((address, messages) -> EventMessage.of(address.reason(), messages).stream()
                    .map(message -> HAPPENS.contains(address.reason()) ? message.happenedAt(at) : message)
                    .forEach(message -> sendings.add(new Sending(address.to(), message))));
            sendings.addAll(identified);
            BoundedParallel.each(sendings, this::sent).throwFirstFailure();
        }

        private record Sending(JsonNode to, EventMessage message) {}

        private boolean sent(Sending sending) {
            recorder.record(sending.to(), sending.message());
            return true;
        }
    }
}
