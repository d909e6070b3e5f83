package dev.numaflow.isbsvc.runtime.service;

import dev.numaflow.isbsvc.rendering.status.AnnotationHash;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.StatusConfig;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the status of a service has to say after a look at it, for whoever writes it and for whoever checks it. */
public final class ReportedFacts {

    private ReportedFacts() {}

    /** Every child is as the plan says. */
    public static Facts complete(LiveService service, Plan plan) {
        return facts(
                service,
                true,
                new Fact.Configured(),
                new Fact.Held(plan.held()),
                new Fact.Deployed(StatusConfig.of(plan.effective())));
    }

    /** The spec cannot be built. */
    public static Facts refused(LiveService service, boolean runs, List<Violation> violations) {
        return facts(service, runs, new Fact.Refused(violations));
    }

    /** There can be no plan as long as something about the running servers is unknown. */
    public static Facts unknown(LiveService service, boolean runs, Violation unknown) {
        return failed(service, runs, Deployed.Failed.unknown(unknown));
    }

    static Facts failed(LiveService service, boolean runs, Deployed.Failed failure) {
        return facts(service, runs, new Fact.Configured(), new Fact.DeployFailed(failure.reason(), failure.message()));
    }

    private static Facts facts(LiveService service, boolean runs, Fact... facts) {
        List<Fact> all = new ArrayList<>(Arrays.asList(facts));
        all.add(new Fact.RequestsHandled(
                AnnotationHash.of(service.head().metadata().getAnnotations())));
        return new Facts(service.head().generation(), runs, all);
    }
}
