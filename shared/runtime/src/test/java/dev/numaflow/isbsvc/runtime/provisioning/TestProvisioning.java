package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.service.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.service.DeletionJudge;
import dev.numaflow.isbsvc.runtime.service.References;
import dev.numaflow.isbsvc.runtime.service.Services;
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
        Announcer announcer = announcer(cluster);
        return new ProvisioningLook(
                cluster,
                configs(cluster),
                announcer,
                new Provisioning(
                        cluster,
                        new DeletionJudge(
                                cluster,
                                new References(cluster),
                                new MovedBuffers(cluster, new ServerReports(new Monitoring()), clock)),
                        buffers(cluster, clock),
                        new BufferNotices(announcer),
                        announcer));
    }

    static ServiceBuffers buffers(Cluster cluster, Clock clock) {
        return new ServiceBuffers(
                cluster,
                new Services(cluster, configs(cluster)),
                new NatsAccess(cluster),
                surveyor(cluster),
                new ServiceLease(cluster, Clock.systemUTC()),
                clock);
    }

    static Surveyor surveyor(Cluster cluster) {
        return new Surveyor(cluster, new PipelineSource(cluster), new ServerReports(new Monitoring()));
    }

    private static ControllerConfigSource configs(Cluster cluster) {
        return new ControllerConfigSource(cluster, announcer(cluster), "numaflow-system");
    }

    private static Announcer announcer(Cluster cluster) {
        return new Announcer(cluster, Clock.systemUTC(), "provisioning");
    }
}
