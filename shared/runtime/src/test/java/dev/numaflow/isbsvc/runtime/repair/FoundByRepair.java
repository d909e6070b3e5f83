package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import java.time.Clock;
import java.util.List;

/** What `repair` finds missed in the namespace of a test at this moment, by its own rights; nothing is sent. Others have the same server. */
public final class FoundByRepair {

    private FoundByRepair() {}

    /** The same but for health, which no pod here ever has. */
    public static List<String> ofChildren(TestCluster test) {
        return on(test).stream()
                .filter(missed -> !missed.endsWith("the status of the service does not match its pods"))
                .toList();
    }

    /** In words. */
    public static List<String> on(TestCluster test) {
        return in(test, test.namespace());
    }

    /** The same in another namespace. */
    public static List<String> in(TestCluster test, String namespace) {
        Cluster cluster = test.clusterOf("repair");
        Clock clock = Clock.systemUTC();
        ControllerConfigSource configs = new ControllerConfigSource(
                cluster, new EventRecorder(cluster, clock, "repair"), TestCluster.CONTROLLER);
        return new ResyncScan(cluster, new ServerReports(new Monitoring()), clock)
                .of(configs.readWhatever()).missed().stream()
                        .map(MissedEvent::toString)
                        .filter(missed -> missed.contains(" " + namespace + "/"))
                        .toList();
    }
}
