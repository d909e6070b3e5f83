package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.testkit.Repository;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** The fence that is installed, and Numaflow's controller in front of it, with all rights that there are. */
final class Fence implements AutoCloseable {

    private static final String NUMAFLOWS = "system:serviceaccount:numaflow-system:numaflow-sa";

    private final TestCluster cluster;
    private final List<HasMetadata> policy;
    private final KubernetesClient numaflow;

    private Fence(TestCluster cluster, List<HasMetadata> policy) {
        this.cluster = cluster;
        this.policy = policy;
        this.numaflow = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(cluster.client().getConfiguration())
                        .withImpersonateUsername(NUMAFLOWS)
                        .withImpersonateGroups("system:masters")
                        .build())
                .build();
    }

    static Fence put(TestCluster cluster) {
        try {
            String manifest = Files.readString(Repository.file("knative/manifests/fence/numaflow-controller.yaml"));
            return new Fence(cluster, cluster.client().resourceList(manifest).serverSideApply());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A policy bites a moment after it was made. */
    void awaitRefusal(ObjectRef object) {
        await().atMost(Duration.ofSeconds(30)).until(() -> isRefused(object));
    }

    private boolean isRefused(ObjectRef object) {
        try {
            numaflow.raw(object.path() + "?dryRun=All", "DELETE", null);
            return false;
        } catch (KubernetesClientException refused) {
            return refused.getMessage().contains("isbsvc-fence");
        }
    }

    void delete(ObjectRef object) {
        numaflow.raw(object.path(), "DELETE", null);
    }

    void removeFinalizers(ObjectRef object) {
        JsonNode live = cluster.cluster().get(object).orElseThrow();
        ObjectNode changed = ObjectMetas.of(live);
        changed.withObject("/metadata").putArray("finalizers");
        numaflow.raw(object.path(), "PUT", changed.toString());
    }

    @Override
    public void close() {
        numaflow.close();
        policy.forEach(each -> cluster.client().resource(each).delete());
    }
}
