package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.Findings;
import dev.numaflow.isbsvc.rendering.ownership.Findings.Gap;
import dev.numaflow.isbsvc.rendering.ownership.Wanted;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.Creation;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.SideBySide;
import dev.numaflow.isbsvc.runtime.status.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Does all that a survey asks for, several things at a time, each under the lease of the service; one failure stops no other. */
final class Work {

    private final JetStreamApi api;
    private final ServiceLease.Held lease;
    private final Surveyor surveyor;
    private final List<Deed> deeds = new ArrayList<>();
    private final List<RuntimeException> failures = new ArrayList<>();

    Work(JetStreamApi api, ServiceLease.Held lease, Surveyor surveyor) {
        this.api = api;
        this.lease = lease;
        this.surveyor = surveyor;
    }

    /** @param failures that may pass; all that they did not concern was done */
    record Done(List<Deed> deeds, List<RuntimeException> failures) {

        static final Done NOTHING = new Done(List.of(), List.of());

        int count(Reason reason) {
            return (int) deeds.stream().filter(deed -> deed.reason() == reason).count();
        }
    }

    Done on(Survey survey, Instant now) {
        Findings findings = survey.findings();
        StreamRepair repair = new StreamRepair(api, lease);
        Removal removal = new Removal(api, lease, surveyor);
        each(findings.gaps(), this::fill);
        each(findings.damaged(), repair::repair);
        each(findings.adoptions(), repair::adopt);
        each(findings.unmarked(now), unwanted -> repair.mark(unwanted, now));
        each(removal.left(survey, now), removal::remove);
        return new Done(List.copyOf(deeds), List.copyOf(failures));
    }

    private <T> void each(List<T> things, Function<T, Outcomes> step) {
        SideBySide<Outcomes> done = SideBySide.each(things, step);
        done.done().forEach(outcomes -> {
            deeds.addAll(outcomes.deeds());
            failures.addAll(outcomes.passing());
        });
        failures.addAll(done.failures());
    }

    private Outcomes fill(Gap gap) {
        Wanted wanted = gap.wanted();
        Outcomes outcomes = new Outcomes(wanted.claimant().object());
        if (gap.stream()) {
            lease.check();
            Creation stream = api.createStream(wanted.config());
            outcomes.add(stream, Reason.BUFFERS_MADE, "stream " + wanted.name());
            if (stream instanceof Creation.Refused) {
                return outcomes;
            }
        }
        for (String consumer : gap.consumers()) {
            lease.check();
            Creation made = api.createConsumer(wanted.name(), wanted.consumers().get(consumer));
            if (!gap.stream() || made instanceof Creation.Refused) {
                outcomes.add(made, Reason.BUFFERS_REPAIRED, "consumer " + consumer + " came back");
            }
        }
        return outcomes;
    }
}
