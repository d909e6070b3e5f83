package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.FieldCause;
import dev.numaflow.isbsvc.rendering.children.FieldOrigin;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.StoredObject;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A real API server that is asked what it would store, and stores nothing. */
final class StrictApiServer implements AutoCloseable {

    private static final int UNREADABLE = 400;
    private static final int TOO_LARGE = 413;
    private static final int REFUSED = 422;
    private static final String STRICT = "?dryRun=All&fieldValidation=Strict";
    private static final String LENIENT = "?dryRun=All&fieldValidation=Ignore";

    private final TestCluster cluster = new TestCluster();

    StrictApiServer() {
        cluster.createNamespace(Seeds.NAMESPACE);
    }

    /** What the API server would store of a service that somebody sends; nothing where it refuses that, or nobody can read it. */
    Optional<JsonNode> stored(JsonNode service) {
        try {
            ObjectRef ref = new ObjectRef(ObjectKind.ISB_SERVICE, Seeds.NAMESPACE, "any");
            return StoredObject.read(post(ref, LENIENT, service), ref);
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).as(e.getMessage()).isIn(UNREADABLE, TOO_LARGE, REFUSED);
            return Optional.empty();
        }
    }

    /** It takes a child; or, where a user has written parts of it, names one that this user wrote, and so would we. */
    void accept(JsonNode child, Optional<FieldOrigin> origin) {
        ObjectRef ref = ObjectRef.of(child);
        try {
            post(ref, STRICT, child);
        } catch (KubernetesClientException e) {
            assertThat(origin)
                    .as("%s is ours, and is refused: %s", ref, e.getMessage())
                    .isPresent();
            assertThat(e.getCode()).as(e.getMessage()).isEqualTo(REFUSED);
            assertThat(e.getStatus().getDetails().getCauses()).isNotEmpty().allSatisfy(cause -> assertThat(
                            origin.orElseThrow().path(cause.getField()))
                    .as(cause.getMessage())
                    .startsWith("spec.jetstream."));
            assertThat(origin.orElseThrow().message(causes(e))).hasSizeLessThan(5_000);
        }
    }

    private String post(ObjectRef ref, String query, JsonNode object) {
        String path = ref.path().substring(1, ref.path().lastIndexOf('/'));
        return cluster.client().raw(cluster.client().getMasterUrl() + path + query, "POST", object.toString());
    }

    private static List<FieldCause> causes(KubernetesClientException e) {
        List<FieldCause> causes = new ArrayList<>();
        for (StatusCause cause : e.getStatus().getDetails().getCauses()) {
            causes.add(new FieldCause(cause.getField(), cause.getMessage()));
        }
        return causes;
    }

    @Override
    public void close() {
        cluster.close();
    }
}
