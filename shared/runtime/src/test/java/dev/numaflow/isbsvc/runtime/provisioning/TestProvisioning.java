package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.service.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.service.DeletionJudge;
import dev.numaflow.isbsvc.runtime.service.References;
import dev.numaflow.isbsvc.runtime.status.Announcer;
import java.time.Clock;

/** The beans of the function, wired as it wires them. */
public final class TestProvisioning {

    private TestProvisioning() {}

    public static ProvisioningLook on(Cluster cluster) {
        Announcer announcer = new Announcer(cluster, Clock.systemUTC(), "provisioning");
        PipelineSource pipelines = new PipelineSource(cluster);
        ServiceBuffers buffers = new ServiceBuffers(
                new NatsAccess(cluster), new Surveyor(pipelines), new ServiceLease(cluster, Clock.systemUTC()));
        return new ProvisioningLook(
                cluster,
                new ControllerConfigSource(cluster, announcer, "numaflow-system"),
                announcer,
                new Provisioning(
                        cluster,
                        new DeletionJudge(cluster, new References(cluster)),
                        buffers,
                        new BufferNotices(announcer)));
    }
}
