package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Removes what nobody needs any more. Before the streams of a Pipeline that is gone are touched it is asked for once more: one
 * that was made anew since the survey may write into them already.
 */
final class Removal {

    private final OwnedStreams streams;
    private final ServiceLease.Held lease;
    private final Surveyor surveyor;

    Removal(OwnedStreams streams, ServiceLease.Held lease, Surveyor surveyor) {
        this.streams = streams;
        this.lease = lease;
        this.surveyor = surveyor;
    }

    /** A stream to be removed, and whose it is or was. */
    record Left(JsonNode about, String stream) {}

    List<Left> left(Survey survey, Instant now) {
        Map<StreamOwner, List<String>> orphans = survey.findings().orphans().stream()
                .collect(Collectors.groupingBy(
                        stream -> survey.holding().owner(stream).orElseThrow()));
        Stream<Left> gone = orphans.entrySet().stream()
                .filter(each -> !madeAnewSince(survey, each.getKey()))
                .flatMap(each -> each.getValue().stream()
                        .map(stream -> new Left(each.getKey().reference(), stream)));
        Stream<Left> due = survey.findings().due(now).stream()
                .map(unwanted -> new Left(unwanted.owner().object(), unwanted.name()));
        return Stream.concat(gone, due).toList();
    }

    private boolean madeAnewSince(Survey survey, StreamOwner owner) {
        return surveyor.now(owner).filter(now -> !survey.living().lives(now)).isPresent();
    }

    Outcomes remove(Left left) {
        Outcomes outcomes = new Outcomes(left.about());
        lease.check();
        return streams.delete(left.stream())
                ? outcomes.add(Reason.BUFFERS_REMOVED, "stream " + left.stream())
                : outcomes;
    }
}
