package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.CopyDecider;
import dev.numaflow.isbsvc.rendering.steps.MigrationStep;
import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.isbsvc.ClaimFinalizer;
import dev.numaflow.isbsvc.runtime.isbsvc.EncryptionNames;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Takes the nodes of a service from one encryption to the next, or from one key to the next. Where disks go with the pods, the roll does that
 * once the template has the next names; disks that stay are deleted one by one.
 */
@Singleton
public class EncryptionMigration implements GuardedChange {

    private final ClusterWriter cluster;
    private final Planning planning;
    private final MigrationWrites writes;
    private final CopiedData copies;
    private final MigrationBeginning beginning;
    private final MigrationUnderWay underWay;
    private final EncryptionNames encryptions;

    @Inject
    public EncryptionMigration(
            ClusterWriter cluster,
            Planning planning,
            StepGate gate,
            MigrationWrites writes,
            ApprovedLoss losses,
            CopiedData copies) {
        this.cluster = cluster;
        this.planning = planning;
        this.writes = writes;
        this.copies = copies;
        this.beginning = new MigrationBeginning(planning, gate, writes, copies);
        this.underWay = new MigrationUnderWay(planning, gate, writes, losses, copies);
        this.encryptions = new EncryptionNames(cluster);
    }

    @Override
    public Optional<Due> next(LiveService service) {
        Optional<JsonNode> set = planning.statefulSet(service);
        if (set.isEmpty()) {
            return copies.claim(service)
                    .map(copy -> Due.waiting(new NextStep.Wait(
                            CopyDecider.RESTORING, "the StatefulSet of the service is not there", true)));
        }
        return encryptions.of(service.names(), set.get()).isUnderWay()
                ? underWay.next(service, seen(service, set.get()))
                : copies.without(service, set.get())
                        .map(next -> released(service, seen(service, set.get())).orElse(next))
                        .or(() -> beginning.next(service, set.get(), () -> seen(service, set.get())));
    }

    /** Where the StatefulSet was lost after the disk went, nothing else lets its claim go, and no pod is made before that. */
    private Optional<Due> released(LiveService service, MigrationView seen) {
        return seen.claim(0)
                .filter(any -> copies.holdsEverything(service))
                .filter(claim -> ObjectMetas.isDeleting(claim) && ClaimFinalizer.isOn(claim) && !seen.isServing(0))
                .map(claim -> new MigrationStep.Release(0, seen.names().pod(0)))
                .map(release -> new Due(release, () -> writes.release(seen, release)));
    }

    private MigrationView seen(LiveService service, JsonNode statefulSet) {
        Names names = service.names();
        String labels = Labels.selector(names);
        return MigrationView.of(
                names.withEncryption(RunningEncryption.changes(statefulSet)),
                statefulSet,
                cluster.list(ObjectKind.POD, names.namespace(), labels),
                cluster.list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), labels));
    }
}
