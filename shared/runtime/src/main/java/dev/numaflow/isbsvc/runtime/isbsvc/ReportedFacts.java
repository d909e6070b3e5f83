package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.status.AnnotationHash;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.StatusConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The facts of the status after a reconcile. */
final class ReportedFacts {

    /** Why the children of a service are not written, though its generation is the newest. */
    static final String FALSE_MARK =
            "a child says that it was made for a newer generation, or by a newer release, than there is:"
                    + " remove its annotations " + Annotations.GENERATION + " and " + Annotations.RENDERER;

    static final String PAUSED =
            "paused: nothing is written but this status; to go on, remove the annotation " + Annotations.PAUSED;

    private ReportedFacts() {}

    /** Every child matches the plan. @param held what is held, of the plan and of what is not kept as it was written */
    static Facts complete(LiveService service, Plan plan, List<HeldChange> held) {
        return facts(
                service,
                true,
                new Fact.Configured(),
                new Fact.Held(held),
                new Fact.Deployed(StatusConfig.of(
                        plan.effective(), service.metadataAndStatus().status().streamConfig())));
    }

    /** The user asks for nothing but the status to be written. */
    static Facts paused(LiveService service, boolean runs) {
        return facts(service, runs, new Fact.Paused(PAUSED));
    }

    /**
     * The spec is invalid.
     *
     * @param held the same next to what runs
     * @param notKept why the children are not repaired meanwhile; nothing where they are
     */
    static Facts refused(
            LiveService service,
            boolean runs,
            List<Violation> violations,
            List<HeldChange> held,
            Optional<String> notKept) {
        return facts(service, runs, new Fact.Refused(violations, held, notKept));
    }

    static Facts failed(LiveService service, boolean runs, ApplyResult.Failed failure) {
        return facts(service, runs, new Fact.Configured(), new Fact.DeployFailed(failure.reason(), failure.message()));
    }

    private static Facts facts(LiveService service, boolean runs, Fact... facts) {
        List<Fact> all = new ArrayList<>(Arrays.asList(facts));
        all.add(new Fact.AnnotationsObserved(
                AnnotationHash.of(service.metadataAndStatus().metadata().getAnnotations())));
        return new Facts(service.metadataAndStatus().generation(), runs, all);
    }
}
