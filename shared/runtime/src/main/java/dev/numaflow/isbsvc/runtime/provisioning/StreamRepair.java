package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.ConfigDrift;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStream;
import dev.numaflow.isbsvc.rendering.ownership.MovedStreams;
import dev.numaflow.isbsvc.rendering.ownership.PendingDeletion;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Adoption;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Damaged;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.time.Instant;
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
    private final ServiceLease.Held lease;

    StreamRepair(OwnedStreams streams, ServiceLease.Held lease) {
        this.streams = streams;
        this.lease = lease;
    }

    Outcomes repair(Damaged damaged) {
        Outcomes outcomes = new Outcomes(damaged.wanted().claimant().object());
        lease.check();
        return damaged.stream() ? repairStream(damaged, outcomes) : makeConsumerAnew(damaged, outcomes);
    }

    private Outcomes repairStream(Damaged damaged, Outcomes outcomes) {
        DesiredStream wanted = damaged.wanted();
        String what = "stream " + wanted.name() + ": " + damaged.drifts().get(0);
        Optional<JsonNode> live = live(wanted.name());
        if (live.isEmpty()) {
            return outcomes;
        }
        if (wouldHide(wanted, damaged.drifts())) {
            return outcomes.add(Reason.BUFFERS_DRIFTED, what + "; left, since it holds messages of other subjects");
        }
        CreateResult answer = streams.update(wanted.repaired(live.get(), damaged.drifts()));
        return outcomes.add(answer, Reason.BUFFERS_REPAIRED, what);
    }

    /** Messages of a subject that the stream no longer listens to stay in it, but no consumer of a buffer asks for them. */
    private boolean wouldHide(DesiredStream wanted, List<ConfigDrift> drifts) {
        if (drifts.stream().noneMatch(drift -> drift.field().equals(SUBJECTS))) {
            return false;
        }
        String subject = wanted.config().path(SUBJECTS).path(0).asText();
        return streams.api().subjects(wanted.name()).keySet().stream().anyMatch(stored -> !covers(subject, stored));
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
    private Outcomes makeConsumerAnew(Damaged damaged, Outcomes outcomes) {
        DesiredStream wanted = damaged.wanted();
        streams.api().deleteConsumer(wanted.name(), damaged.consumer());
        CreateResult answer =
                streams.api().createConsumer(wanted.name(), wanted.consumers().get(damaged.consumer()));
        return outcomes.add(
                answer,
                Reason.BUFFERS_REPAIRED,
                "consumer " + damaged.consumer() + ": " + damaged.drifts().get(0));
    }

    /** Records the owner of the stream. */
    Outcomes adopt(Adoption adoption) {
        lease.check();
        Outcomes outcomes = new Outcomes(adoption.claimant().object());
        live(adoption.stream())
                .ifPresent(config -> outcomes.add(
                        streams.mark(adoption.writtenInto(config)),
                        Reason.BUFFERS_ADOPTED,
                        "stream " + adoption.stream()));
        return outcomes;
    }

    /** Records since when it is to be deleted; the pending deletion is reported elsewhere. @param about receives the Event of a refusal */
    Outcomes mark(PendingDeletion pending, JsonNode about, Instant now) {
        lease.check();
        Outcomes outcomes = new Outcomes(about);
        live(pending.name())
                .map(config -> streams.mark(pending.marked(config, now)))
                .filter(CreateResult.Refused.class::isInstance)
                .ifPresent(
                        refused -> outcomes.add(refused, Reason.BUFFER_DELETION_PENDING, "stream " + pending.name()));
        return outcomes;
    }

    /** Removes the mark that the Pipeline of a stream is gone. @param about receives the Event of a refusal */
    Outcomes unmark(String stream, JsonNode about) {
        lease.check();
        Outcomes outcomes = new Outcomes(about);
        live(stream)
                .filter(StreamOwner::isMarkedOrphaned)
                .map(config -> streams.mark(StreamOwner.withoutOrphanMark(config)))
                .filter(CreateResult.Refused.class::isInstance)
                .ifPresent(refused -> outcomes.add(refused, Reason.BUFFERS_ADOPTED, "stream " + stream));
        return outcomes;
    }

    /** Records since when the service that its Pipeline uses now has taken over: that identifies the deletion that may be approved. */
    Outcomes mark(DeletionDecision decision, String stream, Instant now) {
        lease.check();
        MovedStreams moved = decision.moved();
        Outcomes outcomes = new Outcomes(moved.claimant().object());
        live(stream)
                .map(config -> streams.mark(
                        StreamOwner.markedMoved(config, moved.since().orElse(now))))
                .filter(CreateResult.Refused.class::isInstance)
                .ifPresent(refused -> outcomes.add(refused, Reason.BUFFER_DELETION_HELD, "stream " + stream));
        return outcomes;
    }

    private Optional<JsonNode> live(String stream) {
        return streams.config(stream);
    }
}
