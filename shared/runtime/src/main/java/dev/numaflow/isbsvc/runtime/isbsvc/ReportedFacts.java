package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.status.AnnotationHash;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.StatusConfig;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the status of a service has to say after a look at it, for whoever writes it and for whoever checks it. */
public final class ReportedFacts {

    static final String PAUSED =
            "paused: nothing is written but this status; to go on, remove the annotation " + Annotations.PAUSED;

    private ReportedFacts() {}

    /** Every child is as the plan says. @param held what is held, of the plan and of what is not kept as it was written */
    public static Facts complete(LiveService service, Plan plan, List<HeldChange> held) {
        return facts(
                service,
                true,
                new Fact.Configured(),
                new Fact.Held(held),
                new Fact.Deployed(StatusConfig.of(plan.effective())));
    }

    /** The user wants nothing to be written but the status. */
    public static Facts paused(LiveService service, boolean runs) {
        return facts(service, runs, new Fact.Paused(PAUSED));
    }

    /**
     * The spec cannot be built.
     *
     * @param held the same beside what runs
     * @param notKept why the children are not repaired meanwhile; nothing where they are
     */
    public static Facts refused(
            LiveService service,
            boolean runs,
            List<Violation> violations,
            List<HeldChange> held,
            Optional<String> notKept) {
        return facts(service, runs, new Fact.Refused(violations, held, notKept));
    }

    /** There can be no plan as long as something about the running servers is unknown. */
    public static Facts unknown(LiveService service, boolean runs, Violation unknown) {
        return failed(service, runs, ApplyResult.Failed.unknown(unknown));
    }

    static Facts failed(LiveService service, boolean runs, ApplyResult.Failed failure) {
        return facts(service, runs, new Fact.Configured(), new Fact.DeployFailed(failure.reason(), failure.message()));
    }

    private static Facts facts(LiveService service, boolean runs, Fact... facts) {
        List<Fact> all = new ArrayList<>(Arrays.asList(facts));
        all.add(new Fact.AnnotationsObserved(
                AnnotationHash.of(service.head().metadata().getAnnotations())));
        return new Facts(service.head().generation(), runs, all);
    }
}
