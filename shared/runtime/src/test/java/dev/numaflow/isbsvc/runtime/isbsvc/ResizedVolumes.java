package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeNodeAffinity;
import io.fabric8.kubernetes.api.model.VolumeNodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/**
 * The volumes of a service, and whoever resizes them: a storage class of its own, volumes that the real controller binds to the claims, and
 * the statuses that a CSI driver's resizer and a kubelet write.
 */
final class ResizedVolumes implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final TestCluster cluster;
    private final Names names;
    private final String storageClass;
    private final List<String> made = new ArrayList<>();

    ResizedVolumes(TestCluster cluster, Names names) {
        this(cluster, names, names.namespace());
    }

    ResizedVolumes(TestCluster cluster, Names names, String storageClass) {
        this.cluster = cluster;
        this.names = names;
        this.storageClass = storageClass;
    }

    String storageClass() {
        return storageClass;
    }

    /** A class cannot be changed but for this. */
    void allowExpansion(boolean allow) {
        cluster.client()
                .storage()
                .v1()
                .storageClasses()
                .resource(new StorageClassBuilder()
                        .withNewMetadata()
                        .withName(storageClass())
                        .endMetadata()
                        .withProvisioner("test.dev/csi")
                        .withAllowVolumeExpansion(allow)
                        .build())
                .serverSideApply();
    }

    /** A volume of that size for the claim of each node, bound to it. */
    void bind(int nodes, String size) {
        for (int node = 0; node < nodes; node++) {
            create(node, size, null);
        }
        awaitBound(nodes);
    }

    /** The same, each on a machine of its own. */
    void bindToMachines(int nodes, String size) {
        for (int node = 0; node < nodes; node++) {
            addMachine(node);
            create(node, size, ofMachine(machine(node)));
        }
        awaitBound(nodes);
    }

    private void awaitBound(int nodes) {
        for (int node = 0; node < nodes; node++) {
            String claim = claim(node);
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> live(claim).at("/status/phase").asText().equals("Bound"));
        }
    }

    String machine(int node) {
        return names.namespace() + "-machine-" + node;
    }

    void addMachine(int node) {
        cluster.client()
                .nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(machine(node))
                        .addToLabels("kubernetes.io/hostname", machine(node))
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    /** A Node whose labels somebody has removed. */
    void addMachineWithoutLabels(int node) {
        cluster.client()
                .nodes()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(machine(node))
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    void removeMachine(int node) {
        cluster.client().nodes().withName(machine(node)).delete();
    }

    private static VolumeNodeAffinity ofMachine(String machine) {
        return new VolumeNodeAffinityBuilder()
                .withNewRequired()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("kubernetes.io/hostname")
                .withOperator("In")
                .withValues(machine)
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequired()
                .build();
    }

    private void create(int node, String size, VolumeNodeAffinity affinity) {
        String name = names.namespace() + "-" + node;
        cluster.client()
                .persistentVolumes()
                .resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewSpec()
                        .withStorageClassName(storageClass())
                        .withNodeAffinity(affinity)
                        .withAccessModes("ReadWriteOnce")
                        .addToCapacity("storage", new Quantity(size))
                        .withNewClaimRef()
                        .withNamespace(names.namespace())
                        .withName(claim(node))
                        .endClaimRef()
                        .withNewCsi()
                        .withDriver("csi.test.dev")
                        .withVolumeHandle(name)
                        .endCsi()
                        .endSpec()
                        .build())
                .create();
        made.add(name);
    }

    String claim(int node) {
        return names.claimTemplate() + "-" + names.pod(node);
    }

    JsonNode live(int node) {
        return live(claim(node));
    }

    private JsonNode live(String claim) {
        return cluster.cluster()
                .get(new ObjectRef(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), claim))
                .orElseGet(() -> TestCluster.tree("{}"));
    }

    String requested(int node) {
        return live(node).at("/spec/resources/requests/storage").asText();
    }

    /** The claim has grown as far as it asks for, file system included. */
    void resize(int node) {
        Quantity size = new Quantity(requested(node));
        status(node, status -> {
            status.getCapacity().put("storage", size);
            status.setConditions(List.of());
            status.setAllocatedResourceStatuses(null);
            return status;
        });
    }

    /** The volume has grown, and its file system has not. */
    void waitForFileSystem(int node) {
        condition(node, "FileSystemResizePending", "waiting for the node", "NodeResizePending");
    }

    void fail(int node, String words) {
        condition(node, "ControllerResizeError", words, "ControllerResizeInfeasible");
    }

    private void condition(int node, String type, String words, String resize) {
        status(node, status -> new PersistentVolumeClaimBuilder()
                .withStatus(status)
                .editStatus()
                .withConditions(List.of())
                .addNewCondition()
                .withType(type)
                .withStatus("True")
                .withMessage(words)
                .endCondition()
                .addToAllocatedResourceStatuses("storage", resize)
                .addToAllocatedResources("storage", new Quantity(requested(node)))
                .endStatus()
                .build()
                .getStatus());
    }

    private void status(int node, UnaryOperator<PersistentVolumeClaimStatus> change) {
        cluster.client()
                .persistentVolumeClaims()
                .inNamespace(names.namespace())
                .withName(claim(node))
                .editStatus(claim -> {
                    claim.setStatus(change.apply(claim.getStatus()));
                    return claim;
                });
    }

    /** As a user does by kubectl. */
    void ask(int node, String size) {
        new ObjectEdit(cluster.cluster())
                .write(
                        live(node),
                        live -> live.at("/spec/resources/requests/storage")
                                .asText()
                                .equals(size),
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("/spec/resources/requests").put("storage", size);
                            return changed;
                        });
    }

    @Override
    public void close() {
        cluster.client()
                .storage()
                .v1()
                .storageClasses()
                .withName(storageClass())
                .delete();
        for (int node = 0; node < made.size(); node++) {
            removeMachine(node);
        }
        made.forEach(name -> cluster.client().persistentVolumes().withName(name).delete());
    }
}
