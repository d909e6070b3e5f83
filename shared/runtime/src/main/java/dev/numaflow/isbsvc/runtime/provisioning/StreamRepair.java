package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.ConfigDrift;
import dev.numaflow.isbsvc.rendering.ownership.DeletionDecision;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStream;
import dev.numaflow.isbsvc.rendering.ownership.MovedStreams;
import dev.numaflow.isbsvc.rendering.ownership.PendingDeletion;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Adoption;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Damaged;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Puts right what cannot work, and writes down whose a stream is. It changes only the fields it is about, of the configuration
 * that the server reports, and never so that a message is lost.
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

    /** Messages of a subject that the stream does not listen to any more stay in it, but no consumer of a buffer asks for them. */
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
     * Not by an update: the position of a consumer that asked for the wrong messages says nothing about the right ones. The new
     * one delivers all that is still there; some of it a second time rather than any of it never.
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

    /** Writes down whose the stream is. */
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

    /** Writes down since when it is to go; that is told by whoever tells what is postponed. @param about who is told of a refusal */
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

    /** Takes the mark away that the Pipeline of a stream is gone. @param about who is told of a refusal */
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

    /** Notes since when the service that its Pipeline uses now has taken over: that names the deletion that may be approved. */
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
