package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.service.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.service.DeletionJudge;
import dev.numaflow.isbsvc.runtime.service.References;
import dev.numaflow.isbsvc.runtime.status.Announcer;
import java.time.Clock;

/** The beans of the function, wired as it wires them. */
public final class TestProvisioning {

    private TestProvisioning() {}

    public static ProvisioningLook on(Cluster cluster) {
        return on(cluster, Clock.systemUTC());
    }

    /** @param clock by which grace periods end */
    static ProvisioningLook on(Cluster cluster, Clock clock) {
        Announcer announcer = new Announcer(cluster, Clock.systemUTC(), "provisioning");
        PipelineSource pipelines = new PipelineSource(cluster);
        ServiceBuffers buffers = new ServiceBuffers(
                cluster,
                new NatsAccess(cluster),
                new Surveyor(pipelines, new ServerReports(new Monitoring())),
                new ServiceLease(cluster, Clock.systemUTC()),
                clock);
        return new ProvisioningLook(
                cluster,
                new ControllerConfigSource(cluster, announcer, "numaflow-system"),
                announcer,
                new Provisioning(
                        cluster,
                        new DeletionJudge(cluster, new References(cluster)),
                        buffers,
                        new BufferNotices(announcer),
                        announcer));
    }
}
