package dev.numaflow.isbsvc.runtime;

import dev.numaflow.isbsvc.runtime.certificates.CertificateReconciler;
import dev.numaflow.isbsvc.runtime.certificates.CertificateReport;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.isbsvc.DataRetention;
import dev.numaflow.isbsvc.runtime.isbsvc.DeletionGate;
import dev.numaflow.isbsvc.runtime.isbsvc.Deployment;
import dev.numaflow.isbsvc.runtime.isbsvc.EncryptionGuard;
import dev.numaflow.isbsvc.runtime.isbsvc.Finalizers;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.KeptBuffers;
import dev.numaflow.isbsvc.runtime.isbsvc.OwnPodDisruptionBudget;
import dev.numaflow.isbsvc.runtime.isbsvc.OwnedResources;
import dev.numaflow.isbsvc.runtime.isbsvc.PendingDeletionReconciler;
import dev.numaflow.isbsvc.runtime.isbsvc.PersistentVolumeClaims;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.isbsvc.ReconciledChildren;
import dev.numaflow.isbsvc.runtime.isbsvc.References;
import dev.numaflow.isbsvc.runtime.isbsvc.RolloutQueue;
import dev.numaflow.isbsvc.runtime.isbsvc.SerialRollout;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceCleanup;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceDeletion;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceReconciler;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceRelease;
import dev.numaflow.isbsvc.runtime.isbsvc.ServiceReport;
import dev.numaflow.isbsvc.runtime.nats.ClientConnections;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.ServerInfo;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.MovedBuffers;
import dev.numaflow.isbsvc.runtime.rotation.CredentialRotation;
import dev.numaflow.isbsvc.runtime.rotation.RotationReport;
import dev.numaflow.isbsvc.runtime.secrets.NextKey;
import dev.numaflow.isbsvc.runtime.secrets.SecretProvisioner;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import dev.numaflow.isbsvc.runtime.steps.ApprovedLoss;
import dev.numaflow.isbsvc.runtime.steps.CopiedData;
import dev.numaflow.isbsvc.runtime.steps.EncryptionMigration;
import dev.numaflow.isbsvc.runtime.steps.Evictions;
import dev.numaflow.isbsvc.runtime.steps.GuardedChanges;
import dev.numaflow.isbsvc.runtime.steps.LostNodeGate;
import dev.numaflow.isbsvc.runtime.steps.LostNodeReplacement;
import dev.numaflow.isbsvc.runtime.steps.MigrationWrites;
import dev.numaflow.isbsvc.runtime.steps.NodeRoll;
import dev.numaflow.isbsvc.runtime.steps.NodeScaling;
import dev.numaflow.isbsvc.runtime.steps.ServerGate;
import dev.numaflow.isbsvc.runtime.steps.StatefulSetReplacement;
import dev.numaflow.isbsvc.runtime.steps.StepReconciler;
import dev.numaflow.isbsvc.runtime.steps.StepReport;
import dev.numaflow.isbsvc.runtime.steps.SteppedReconciler;
import dev.numaflow.isbsvc.runtime.steps.VolumeGrowthSteps;
import dev.numaflow.isbsvc.runtime.tlsswitch.TlsReport;
import dev.numaflow.isbsvc.runtime.tlsswitch.TlsSwitch;
import dev.numaflow.isbsvc.runtime.tlsswitch.TlsWrites;
import java.time.Clock;
import java.time.Duration;

/** The beans of a function that talks to the API server through one client, wired as the functions wire them. */
public record TestBeans(
        Cluster cluster,
        EventRecorder recorder,
        StatusWriter status,
        ChildApplier applier,
        SecretProvisioner provisioner,
        Planning planning,
        Finalizers finalizers,
        ServiceReport report,
        ServiceReconciler reconciler,
        IsbServices services,
        EncryptionGuard guard,
        DeletionGate gate,
        ServiceDeletion deletion,
        PendingDeletionReconciler keeper,
        ReconciledChildren children,
        StepReconciler steps,
        Clock clock) {

    /** What `update` does with an event of a service. */
    public SteppedReconciler stepped() {
        return stepped(clock);
    }

    /** The same at another time. */
    public SteppedReconciler stepped(Clock at) {
        return new SteppedReconciler(
                reconciler,
                steps,
                new CredentialRotation(
                        cluster,
                        new ServiceLease(cluster, at),
                        new NatsAccess(cluster),
                        new ClientConnections(new Monitoring()),
                        new RotationReport(status, recorder, at)),
                new TlsSwitch(
                        cluster,
                        planning,
                        new ServiceLease(cluster, at),
                        new TlsWrites(cluster, planning, applier),
                        new TlsReport(status, recorder, at),
                        new ServerInfo(),
                        new Monitoring(),
                        new ClientConnections(new Monitoring()),
                        at,
                        Duration.ofSeconds(2)),
                new CertificateReconciler(
                        cluster,
                        new ServiceLease(cluster, at),
                        new Monitoring(),
                        new CertificateReport(status, recorder, at),
                        at),
                at);
    }

    public static TestBeans of(Cluster cluster) {
        return of(cluster, Clock.systemUTC());
    }

    /** The same at another time. */
    public static TestBeans of(Cluster cluster, Clock clock) {
        return of(cluster, clock, new NatsAccess(cluster));
    }

    /** The same, which copies streams by other connections. */
    public static TestBeans of(Cluster cluster, Clock clock, NatsAccess copying) {
        EventRecorder recorder = new EventRecorder(cluster, clock, "test");
        StatusWriter status = new StatusWriter(cluster, recorder, clock);
        ChildApplier applier = new ChildApplier(cluster, clock);
        SecretProvisioner provisioner = new SecretProvisioner(cluster, clock);
        ServerReports servers = new ServerReports(new Monitoring());
        RolloutQueue turns = new RolloutQueue(cluster);
        Planning planning = Planning.on(cluster, servers, clock);
        Finalizers finalizers = new Finalizers(cluster);
        DataRetention retention = new DataRetention(cluster, new PersistentVolumeClaims(cluster));
        ReconciledChildren children = new ReconciledChildren(cluster);
        ServiceReport report = new ServiceReport(status, recorder, new KeptBuffers(servers), clock);
        ServiceReconciler reconciler = new ServiceReconciler(
                planning,
                new SerialRollout(turns, new ServiceLease(cluster, clock)),
                finalizers,
                new Deployment(provisioner, applier, new OwnPodDisruptionBudget(cluster), retention),
                report,
                children,
                new ServiceRelease(cluster, finalizers, new NatsAccess(cluster)));
        IsbServices services =
                new IsbServices(cluster, new ControllerConfigSource(cluster, recorder, TestCluster.CONTROLLER));
        DeletionGate gate =
                new DeletionGate(cluster, new References(cluster), new MovedBuffers(cluster, servers, clock));
        ServiceLease leases = new ServiceLease(cluster, clock);
        ServiceCleanup cleanup = new ServiceCleanup(
                cluster, new OwnedResources(cluster, new PersistentVolumeClaims(cluster)), retention, finalizers);
        return new TestBeans(
                cluster,
                recorder,
                status,
                applier,
                provisioner,
                planning,
                finalizers,
                report,
                reconciler,
                services,
                new EncryptionGuard(planning, recorder, status),
                gate,
                new ServiceDeletion(gate, leases, services, cleanup, status, recorder),
                new PendingDeletionReconciler(gate, leases, cluster, reconciler),
                children,
                new StepReconciler(
                        cluster,
                        new GuardedChanges(
                                new EncryptionMigration(
                                        cluster,
                                        planning,
                                        new ServerGate(cluster, servers, clock),
                                        new MigrationWrites(cluster, applier, new NextKey(cluster)),
                                        new ApprovedLoss(cluster, servers),
                                        new CopiedData(
                                                cluster,
                                                planning,
                                                new MigrationWrites(cluster, applier, new NextKey(cluster)),
                                                applier,
                                                copying,
                                                servers,
                                                clock)),
                                new VolumeGrowthSteps(cluster, new StatefulSetReplacement(cluster), clock),
                                new LostNodeReplacement(
                                        cluster, planning, new LostNodeGate(new NatsAccess(cluster), servers), clock),
                                new NodeScaling(cluster, planning, servers, new NatsAccess(cluster)),
                                new NodeRoll(cluster, new ServerGate(cluster, servers, clock))),
                        leases,
                        new Evictions(cluster),
                        new StepReport(status, recorder, clock)),
                clock);
    }
}
