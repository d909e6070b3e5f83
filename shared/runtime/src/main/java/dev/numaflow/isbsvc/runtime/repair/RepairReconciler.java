package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Compares everything and sends what the sources should have sent (invariant 2). At rest it calls no function, and writes nothing but
 * its heartbeat.
 */
@Singleton
public class RepairReconciler {

    /** Less than the timeout of its Trigger. */
    static final Duration LONGEST = Duration.ofSeconds(90);

    private final Cluster cluster;
    private final ControllerConfigSource configs;
    private final ServerReports servers;
    private final Clock clock;
    private final Reaction reaction;

    @Inject
    RepairReconciler(
            Cluster cluster, ControllerConfigSource configs, ServerReports servers, Clock clock, Reaction reaction) {
        this.cluster = cluster;
        this.configs = configs;
        this.servers = servers;
        this.clock = clock;
        this.reaction = reaction;
    }

    public Outcome reconcile() {
        Deadline deadline = Deadline.in(LONGEST, clock);
        ControllerConfigSource.Reading config = configs.readWhatever();
        ResyncScan.Findings diff = new ResyncScan(cluster, servers, clock).of(config);
        if (config.violations().isEmpty()) {
            return new Outcome.Done(summary(diff, reaction.to(diff, deadline)));
        }
        // No heartbeat: until the configuration is fixed, only lost or edited children are repaired.
        return new Outcome.Done("nothing can be done but to keep services as they were: "
                + config.violations().get(0) + "; "
                + summary(diff, reaction.withoutHeartbeat(diff, deadline)));
    }

    private static String summary(ResyncScan.Findings diff, List<MissedEvent> sent) {
        int unseen = diff.notExamined().size();
        return summary(diff.missed(), sent) + (unseen == 0 ? "" : "; not examined: " + unseen);
    }

    private static String summary(List<MissedEvent> missed, List<MissedEvent> sent) {
        if (missed.isEmpty()) {
            return "nothing is missed";
        }
        int left = missed.size() - sent.size();
        return "sent again what was missed: " + sent + (left == 0 ? "" : "; left for the next tick: " + left);
    }
}
