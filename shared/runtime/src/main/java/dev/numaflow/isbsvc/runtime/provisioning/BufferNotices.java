package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStream;
import dev.numaflow.isbsvc.rendering.ownership.Orphan;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.rendering.ownership.Unwanted;
import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import dev.numaflow.isbsvc.runtime.nats.BoundedParallel;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.Reason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Reports to each Pipeline what was done for it, and which of its buffers differ from what it asks for. */
@Singleton
class BufferNotices {

    private static final Logger LOG = Logger.getLogger(BufferNotices.class);

    /** Reasons of what happens and can happen again; the others describe a state. */
    private static final Set<Reason> HAPPENS =
            Set.of(Reason.BUFFERS_CREATED, Reason.BUFFERS_REPAIRED, Reason.BUFFERS_ADOPTED, Reason.BUFFERS_REMOVED);

    private final EventRecorder recorder;

    @Inject
    BufferNotices(EventRecorder recorder) {
        this.recorder = recorder;
    }

    void tell(ServiceBuffers.Result result) {
        Letters letters = new Letters();
        judged(result, letters);
        result.states()
                .diff()
                .postponed(result.at())
                .forEach(unwanted ->
                        letters.add(unwanted.owner().object(), Reason.BUFFER_DELETION_PENDING, postponed(unwanted)));
        result.states()
                .diff()
                .postponedOrphans(result.at())
                .forEach(orphan -> letters.add(
                        result.ready().service().tree(),
                        Reason.BUFFER_DELETION_PENDING,
                        postponed(orphan, result.at())));
        RemovalTotals.texts(result.done().deeds())
                .forEach((about, total) -> letters.add(about, Reason.BUFFERS_REMOVED, total));
        result.done().deeds().forEach(deed -> letters.add(deed.about(), deed.reason(), deed.what()));
        letters.send(result.at());
        BoundedParallel.each(result.states().moved(), decision -> held(decision, result.at()))
                .throwFirstFailure();
    }

    /** @return whether there was something to report: a due deletion is reported when it is done */
    private boolean held(DeletionDecision decision, Instant at) {
        if (decision.isDue()) {
            return false;
        }
        recorder.tell(
                decision.moved().claimant().object(),
                new EventMessage(Reason.BUFFER_DELETION_HELD, decision.message(at))
                        .identifiedBy(decision.identity(at)));
        return true;
    }

    private static void judged(ServiceBuffers.Result result, Letters letters) {
        result.states().desired().refused().forEach(refusal -> {
            refusal.bug().ifPresent(bug -> FailureLog.log(LOG, refusal.why(), bug));
            letters.add(refusal.claimant().object(), Reason.BUFFERS_REFUSED, refusal.why());
        });
        StreamDiff diff = result.states().diff();
        diff.taken()
                .forEach(taken -> letters.add(
                        taken.wanted().claimant().object(),
                        Reason.BUFFERS_REFUSED,
                        "stream " + taken.wanted().name() + " holds what belongs to " + taken.holder()));
        diff.drifted()
                .forEach(drifted -> letters.add(
                        drifted.wanted().claimant().object(),
                        Reason.BUFFERS_DRIFTED,
                        where(drifted.wanted(), drifted.what()) + drifted.drift()));
    }

    private static String postponed(Unwanted unwanted) {
        return "stream " + unwanted.name() + " is not wanted any more; it goes when it is drained, at the latest after "
                + unwanted.owner().grace().toSeconds() + " s";
    }

    /** The start time distinguishes this wait from the next one, when a Pipeline of that name came and went meanwhile. */
    private static String postponed(Orphan orphan, Instant at) {
        Instant since = orphan.since().orElse(at).truncatedTo(ChronoUnit.SECONDS);
        return "stream " + orphan.name() + " of " + orphan.pipeline() + ", which is gone since " + since
                + ", stays until it is drained, at most for " + orphan.grace().toSeconds() + " s";
    }

    private static String where(DesiredStream wanted, String what) {
        return what.equals(wanted.name()) ? "stream " + what + ": " : "stream " + wanted.name() + ", " + what + ": ";
    }

    /** As few messages as possible for each Pipeline and reason, however many of its streams they are about. */
    private final class Letters {

        private record Address(JsonNode to, Reason reason) {}

        private final Map<Address, List<String>> texts = new LinkedHashMap<>();

        void add(JsonNode to, Reason reason, String text) {
            texts.computeIfAbsent(new Address(to, reason), address -> new ArrayList<>())
                    .add(text);
        }

        /** Records all of them, and only then throws the first failure. */
        void send(Instant at) {
            List<Sending> sendings = new ArrayList<>();
            texts.forEach((address, messages) -> EventMessage.of(address.reason(), messages).stream()
                    .map(notice -> HAPPENS.contains(address.reason()) ? notice.happenedAt(at) : notice)
                    .forEach(notice -> sendings.add(new Sending(address.to(), notice))));
            BoundedParallel.each(sendings, this::sent).throwFirstFailure();
        }

        private record Sending(JsonNode to, EventMessage notice) {}

        private boolean sent(Sending sending) {
            recorder.tell(sending.to(), sending.notice());
            return true;
        }
    }
}
