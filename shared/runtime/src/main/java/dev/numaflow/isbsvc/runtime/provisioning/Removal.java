package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.Claimant;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.Unwanted;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Removes what nobody needs any more, and looks right before each: a Pipeline that was made anew since the survey may write into
 * the streams of its predecessor already, and a vertex on its way out into a buffer that was drained.
 */
final class Removal {

    private final OwnedStreams streams;
    private final ServiceLease.Held lease;
    private final Surveyor surveyor;
    private final Set<Claimant> waiting = ConcurrentHashMap.newKeySet();

    Removal(OwnedStreams streams, ServiceLease.Held lease, Surveyor surveyor) {
        this.streams = streams;
        this.lease = lease;
        this.surveyor = surveyor;
    }

    /**
     * A stream to be removed.
     *
     * @param about whose it is or was
     * @param mayGo whether that is so still, right before
     */
    record Left(JsonNode about, String stream, BooleanSupplier mayGo) {}

    /** Everything but the buckets of living Pipelines. */
    List<Left> left(Survey survey, Instant now) {
        Stream<Left> gone = survey.findings().orphans().stream().map(stream -> {
            StreamOwner owner = survey.holding().owner(stream).orElseThrow();
            return new Left(owner.reference(), stream, () -> !madeAnewSince(survey, owner));
        });
        return Stream.concat(gone, due(survey, now, false)).toList();
    }

    /** The buckets of living Pipelines, after the others were removed: none of a Pipeline of which a buffer had to stay. */
    List<Left> bucketsLeft(Survey survey, Instant now) {
        return due(survey, now, true).toList();
    }

    private Stream<Left> due(Survey survey, Instant now, boolean buckets) {
        return survey.findings().due(now).stream()
                .filter(unwanted -> unwanted.isBucket() == buckets)
                .filter(unwanted -> !waiting.contains(unwanted.owner()))
                .map(unwanted -> new Left(unwanted.owner().object(), unwanted.name(), () -> mayGo(unwanted, now)));
    }

    private boolean madeAnewSince(Survey survey, StreamOwner owner) {
        return surveyor.now(owner).filter(now -> !survey.living().lives(now)).isPresent();
    }

    private boolean mayGo(Unwanted unwanted, Instant now) {
        Optional<StreamReport> live = streams.one(unwanted.name());
        if (live.isPresent() && !unwanted.mayGo(live.get(), now)) {
            waiting.add(unwanted.owner());
            return false;
        }
        return live.isPresent();
    }

    Outcomes remove(Left left) {
        Outcomes outcomes = new Outcomes(left.about());
        lease.check();
        return left.mayGo().getAsBoolean() && streams.delete(left.stream())
                ? outcomes.add(Reason.BUFFERS_REMOVED, "stream " + left.stream())
                : outcomes;
    }
}
