package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.BufferBounds;
import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The Pipelines of a service that are planned: the oldest, up to the total number of streams that is allowed, counted before
 * planning. One that cannot be planned is refused without affecting others.
 *
 * @param plans of Pipelines that request streams for themselves, oldest first
 * @param doubles of Pipelines that Numaflow creates for a ServingPipeline, which requests their streams already
 */
record AdmittedPipelines(
        Map<PipelineRef, List<BufferPlan>> plans,
        Map<PipelineRef, List<BufferPlan>> doubles,
        List<StreamAction.Refuse> refused) {

    private static final Comparator<PipelineRef> OLDEST_FIRST = Comparator.comparing(PipelineRef::since)
            .thenComparing(pipeline -> pipeline.owner().name())
            .thenComparing(pipeline -> pipeline.owner().kind());

    /** @param planning plans the buffers of one */
    static AdmittedPipelines of(List<PipelineRef> users, Function<PipelineRef, List<BufferPlan>> planning) {
        AdmittedPipelines admitted =
                new AdmittedPipelines(new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>());
        Set<String> made = new HashSet<>();
        users.forEach(user -> user.user().owners().stream()
                .filter(owner -> !owner.hasNameOf(user.owner()))
                .forEach(owner -> made.add(owner.toString())));
        long streams = 0;
        for (PipelineRef user : users.stream().sorted(OLDEST_FIRST).toList()) {
            if (made.contains(user.owner().toString())) {
                admitted.plan(user, planning, admitted.doubles);
            } else if (streams + user.user().streams() > BufferBounds.OF_A_SERVICE) {
                admitted.refused.add(
                        new StreamAction.Refuse(Optional.of(user), tooMuch(user, streams), Optional.empty()));
            } else if (admitted.plan(user, planning, admitted.plans)) {
                streams += user.user().streams();
            }
        }
        return admitted;
    }

    /** @return whether it could be planned; even an Error affects only this one */
    private boolean plan(
            PipelineRef user,
            Function<PipelineRef, List<BufferPlan>> planning,
            Map<PipelineRef, List<BufferPlan>> into) {
        try {
            into.put(user, planning.apply(user));
            return true;
        } catch (RuntimeException | Error failure) {
            String kind = failure.getClass().getSimpleName();
            refused.add(new StreamAction.Refuse(
                    Optional.of(user),
                    user.owner() + " gets no buffers: planning them ends with " + kind + "; what it has stays",
                    Optional.of(failure)));
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
