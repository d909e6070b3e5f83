package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.BufferBounds;
import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of the Pipelines of a service are planned at all: the oldest, as long as all that they ask for together is allowed. It is
 * counted before it is planned. One that cannot be planned is refused, and keeps no other from it.
 *
 * @param plans of those that ask for themselves, oldest first
 * @param doubles of Pipelines that Numaflow makes for a ServingPipeline: that one asks for their streams already
 */
record AdmittedPipelines(
        Map<PipelineRef, List<BufferPlan>> plans,
        Map<PipelineRef, List<BufferPlan>> doubles,
        List<DesiredStreams.Refusal> refused) {

    private static final Comparator<PipelineRef> OLDEST_FIRST = Comparator.comparing(PipelineRef::since)
            .thenComparing(claimant -> claimant.owner().name())
            .thenComparing(claimant -> claimant.owner().kind());

    static AdmittedPipelines of(List<PipelineRef> users, BufferConfig config) {
        AdmittedPipelines admitted =
                new AdmittedPipelines(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        Set<String> made = new HashSet<>();
        users.forEach(user -> user.user().owners().stream()
                .filter(owner -> !owner.hasNameOf(user.owner()))
                .forEach(owner -> made.add(owner.toString())));
        long streams = 0;
        for (PipelineRef user : users.stream().sorted(OLDEST_FIRST).toList()) {
            if (made.contains(user.owner().toString())) {
                admitted.plan(user, config, admitted.doubles);
            } else if (streams + user.user().streams() > BufferBounds.OF_A_SERVICE) {
                admitted.refused.add(new DesiredStreams.Refusal(user, tooMuch(user, streams)));
            } else if (admitted.plan(user, config, admitted.plans)) {
                streams += user.user().streams();
            }
        }
        return admitted;
    }

    /** @return whether it could be planned: even an Error concerns this one alone */
    private boolean plan(PipelineRef user, BufferConfig config, Map<PipelineRef, List<BufferPlan>> into) {
        try {
            into.put(user, user.plans(config));
            return true;
        } catch (RuntimeException | Error failure) {
            String kind = failure.getClass().getSimpleName();
            refused.add(new DesiredStreams.Refusal(
                    user, user.owner() + " gets no buffers: planning them ends with " + kind + "; what it has stays"));
            return false;
        }
    }

    private static String tooMuch(PipelineRef user, long streams) {
        return "%s gets no buffers: it asks for %,d streams and buckets, older ones of service %s have %,d, and all together may have %,d"
                        .formatted(
                                user.owner(),
                                user.user().streams(),
                                user.user().serviceName(),
                                streams,
                                BufferBounds.OF_A_SERVICE)
                + "; what it has stays; let it ask for fewer, or use another service";
    }
}
