package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.Findings;
import dev.numaflow.isbsvc.rendering.ownership.Findings.Gap;
import dev.numaflow.isbsvc.rendering.ownership.Wanted;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.Creation;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.JetStreamError;
import dev.numaflow.isbsvc.runtime.nats.SideBySide;
import java.util.ArrayList;
import java.util.List;

/** Fills gaps and removes orphans, several at a time, each under the lease of the service. */
final class Work {

    private final JetStreamApi api;
    private final ServiceLease.Held lease;

    Work(JetStreamApi api, ServiceLease.Held lease) {
        this.api = api;
        this.lease = lease;
    }

    /** What became of one gap. @param made whether anything was */
    record Filled(Wanted wanted, boolean made, List<JetStreamError> refusals) {}

    /** @param failures that may pass; all that they did not concern was done */
    record Done(List<Filled> filled, int removed, List<RuntimeException> failures) {

        static final Done NOTHING = new Done(List.of(), 0, List.of());
    }

    Done on(Findings findings) {
        SideBySide<Filled> filled = SideBySide.each(findings.gaps(), this::fill);
        SideBySide<Boolean> removed = SideBySide.each(findings.orphans(), this::remove);
        List<RuntimeException> failures = new ArrayList<>(filled.failures());
        failures.addAll(removed.failures());
        return new Done(
                filled.done(),
                (int) removed.done().stream().filter(gone -> gone).count(),
                failures);
    }

    private Filled fill(Gap gap) {
        Wanted wanted = gap.wanted();
        List<JetStreamError> refusals = new ArrayList<>();
        boolean made = false;
        if (gap.stream()) {
            lease.check();
            made = made(api.createStream(wanted.config()), refusals);
            if (!refusals.isEmpty()) {
                return new Filled(wanted, false, refusals);
            }
        }
        for (String consumer : gap.consumers()) {
            lease.check();
            made |= made(api.createConsumer(wanted.name(), wanted.consumers().get(consumer)), refusals);
        }
        return new Filled(wanted, made, refusals);
    }

    private boolean remove(String stream) {
        lease.check();
        return api.deleteStream(stream);
    }

    /** One that came into being meanwhile is no refusal: the next look compares it. */
    private static boolean made(Creation creation, List<JetStreamError> refusals) {
        if (creation instanceof Creation.Refused refused) {
            refusals.add(refused.error());
        }
        return creation instanceof Creation.Made;
    }
}
