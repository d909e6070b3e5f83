package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.isbsvc.DeletionGate;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.References;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import java.time.Clock;

/** The beans of the function, wired as it wires them. */
public final class TestProvisioning {

    private TestProvisioning() {}

    public static ProvisioningReconciler on(Cluster cluster) {
        return on(cluster, Clock.systemUTC());
    }

    /** @param clock by which grace periods end */
    public static ProvisioningReconciler on(Cluster cluster, Clock clock) {
        EventRecorder recorder = recorder(cluster);
        return new ProvisioningReconciler(
                cluster,
                configs(cluster),
                recorder,
                new Provisioning(
                        new DeletionGate(
                                cluster,
                                new References(cluster),
                                new MovedBuffers(cluster, new ServerReports(new Monitoring()), clock)),
                        buffers(cluster, clock),
                        new BufferEvents(recorder),
                        recorder));
    }

    static ServiceBuffers buffers(Cluster cluster, Clock clock) {
        return new ServiceBuffers(
                cluster,
                new IsbServices(cluster, configs(cluster)),
                new NatsAccess(cluster),
                stateReader(cluster, clock),
                new ServiceLease(cluster, Clock.systemUTC()));
    }

    static StreamStateReader stateReader(Cluster cluster, Clock clock) {
        return new StreamStateReader(cluster, new PipelineSource(cluster), new ServerReports(new Monitoring()), clock);
    }

    private static ControllerConfigSource configs(Cluster cluster) {
        return new ControllerConfigSource(cluster, recorder(cluster), "numaflow-system");
    }

    private static EventRecorder recorder(Cluster cluster) {
        return new EventRecorder(cluster, Clock.systemUTC(), "provisioning");
    }
}
