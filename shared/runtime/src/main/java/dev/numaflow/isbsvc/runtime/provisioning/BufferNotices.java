package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.Claimant;
import dev.numaflow.isbsvc.rendering.ownership.Wanted;
import dev.numaflow.isbsvc.runtime.status.Announcer;
import dev.numaflow.isbsvc.runtime.status.Notice;
import dev.numaflow.isbsvc.runtime.status.Reason;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;

/** Tells each Pipeline, by at most one Event for each reason, what of its buffers is not as it asked for. */
@Singleton
class BufferNotices {

    private final Announcer announcer;

    @Inject
    BufferNotices(Announcer announcer) {
        this.announcer = announcer;
    }

    void tell(ServiceBuffers.Result result) {
        Letters letters = new Letters();
        result.survey()
                .demand()
                .refused()
                .forEach(refusal -> letters.add(
                        refusal.claimant(),
                        Reason.BUFFERS_REFUSED,
                        refusal.collision().toString()));
        result.survey()
                .findings()
                .taken()
                .forEach(taken -> letters.add(
                        taken.wanted().claimant(),
                        Reason.BUFFERS_REFUSED,
                        "stream " + taken.wanted().name() + " holds what belongs to " + taken.holder()));
        result.survey()
                .findings()
                .drifted()
                .forEach(drifted -> letters.add(
                        drifted.wanted().claimant(),
                        Reason.BUFFERS_DRIFTED,
                        where(drifted.wanted(), drifted.what()) + drifted.drift()));
        result.done().filled().forEach(filled -> filled.refusals()
                .forEach(error -> letters.add(
                        filled.wanted().claimant(),
                        Reason.BUFFERS_FAILED,
                        "stream " + filled.wanted().name() + " cannot be made: " + error)));
        letters.send();
    }

    private static String where(Wanted wanted, String what) {
        return what.equals(wanted.name()) ? "stream " + what + ": " : "stream " + wanted.name() + ", " + what + ": ";
    }

    /** One text for each Pipeline and reason, however many of its streams it is about. */
    private final class Letters {

        private record Address(JsonNode to, Reason reason) {}

        private final Map<Address, StringJoiner> texts = new LinkedHashMap<>();

        void add(Claimant to, Reason reason, String text) {
            texts.computeIfAbsent(new Address(to.object(), reason), address -> new StringJoiner("; "))
                    .add(text);
        }

        void send() {
            texts.forEach(
                    (address, text) -> announcer.tell(address.to(), new Notice(address.reason(), text.toString())));
        }
    }
}
