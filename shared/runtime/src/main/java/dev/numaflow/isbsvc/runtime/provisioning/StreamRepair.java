package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.ConfigDrift;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStream;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Repair;
import dev.numaflow.isbsvc.rendering.ownership.RemoveAction;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Adopt;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Unmark;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import java.util.List;
import java.util.Optional;

/**
 * Repairs what cannot work, and records the owner of a stream. It changes only the fields in question, of the configuration that the
 * server reports, and never loses a message.
 */
final class StreamRepair {

    private static final String SUBJECTS = "subjects";
    private static final String WILDCARD = ">";

    private final OwnedStreams streams;

    StreamRepair(OwnedStreams streams) {
        this.streams = streams;
    }

    Outcomes repair(Repair damaged, Outcomes outcomes) {
        return damaged.consumer().isEmpty() ? repairStream(damaged, outcomes) : makeConsumerAnew(damaged, outcomes);
    }

    private Outcomes repairStream(Repair damaged, Outcomes outcomes) {
        DesiredStream desired = damaged.desired();
        Optional<JsonNode> live = streams.config(desired.name());
        if (live.isEmpty()) {
            return outcomes;
        }
        if (wouldHide(desired, damaged.drifts())) {
            return outcomes.add(
                    Reason.BUFFERS_DRIFTED, damaged.text() + "; left, since it holds messages of other subjects");
        }
        CreateResult answer = streams.update(desired.repaired(live.get(), damaged.drifts()));
        return outcomes.add(answer, damaged.reason(), damaged.text());
    }

    /** Messages of a subject that the stream no longer listens to stay in it, but no consumer of a buffer asks for them. */
    private boolean wouldHide(DesiredStream desired, List<ConfigDrift> drifts) {
        if (drifts.stream().noneMatch(drift -> drift.field().equals(SUBJECTS))) {
            return false;
        }
        String subject = desired.config().path(SUBJECTS).path(0).asText();
        return streams.api().subjects(desired.name()).keySet().stream().anyMatch(stored -> !covers(subject, stored));
    }

    private static boolean covers(String subject, String stored) {
        return subject.endsWith(WILDCARD)
                ? stored.startsWith(subject.substring(0, subject.length() - WILDCARD.length()))
                : stored.equals(subject);
    }

    /**
     * Not by an update: the position of a consumer that asked for the wrong messages does not apply to the right ones. The new one
     * delivers all that is still stored: better some of it twice than any of it never.
     */
    private Outcomes makeConsumerAnew(Repair damaged, Outcomes outcomes) {
        DesiredStream desired = damaged.desired();
        streams.api().deleteConsumer(desired.name(), damaged.consumer());
        CreateResult answer =
                streams.api().createConsumer(desired.name(), desired.consumers().get(damaged.consumer()));
        return outcomes.add(answer, damaged.reason(), damaged.text());
    }

    /** Records the owner of the stream. */
    Outcomes adopt(Adopt adoption, Outcomes outcomes) {
        streams.config(adoption.stream())
                .ifPresent(config ->
                        outcomes.add(streams.mark(adoption.writtenInto(config)), adoption.reason(), adoption.text()));
        return outcomes;
    }

    /** Records since when it is kept; that it is kept is reported elsewhere. */
    Outcomes mark(RemoveAction kept, Outcomes outcomes) {
        return marked(kept, streams.config(kept.stream()).map(kept::marked), outcomes);
    }

    /** Removes the mark that the Pipeline of a stream is gone. */
    Outcomes unmark(Unmark action, Outcomes outcomes) {
        return marked(
                action,
                streams.config(action.stream())
                        .filter(StreamOwner::isMarkedOrphaned)
                        .map(StreamOwner::withoutOrphanMark),
                outcomes);
    }

    /** Only a refusal is reported. */
    private Outcomes marked(StreamAction action, Optional<JsonNode> config, Outcomes outcomes) {
        config.map(streams::mark)
                .filter(CreateResult.Refused.class::isInstance)
                .ifPresent(refused -> outcomes.add(refused, action.reason(), "stream " + action.stream()));
        return outcomes;
    }
}
