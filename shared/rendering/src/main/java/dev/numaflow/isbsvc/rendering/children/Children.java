package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.status.Digest;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/** All children of a service but its Secrets, which are minted once and before these. */
public final class Children {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Children() {}

    /**
     * In the order in which they are applied: what the pods mount and how they find each other, then what protects them, and last
     * the StatefulSet, so that no pod ever starts without the rest.
     */
    public static List<HasMetadata> render(ValidService service, Running running) {
        List<HasMetadata> children = new ArrayList<>();
        children.add(ConfigMapRenderer.render(service));
        children.add(ServiceRenderer.render(service));
        PodDisruptionBudgetRenderer.render(service, running).ifPresent(children::add);
        children.add(StatefulSetRenderer.render(service, running));
        children.forEach(Children::noteWhatIsRendered);
        RenderedFrom.record(service).ifPresent(record -> {
            record(children.get(0), record);
            record(children.get(children.size() - 1), record);
        });
        running.keptConfig()
                .filter(kept -> kept.rendered().equals(ConfigDigest.of(ServerConf.withoutKey(service))))
                .ifPresent(kept -> ConfigMapRenderer.keep((ConfigMap) children.get(0), kept));
        running.keptPods().ifPresent(pods -> children.get(children.size() - 1)
                .getMetadata()
                .getAnnotations()
                .put(Annotations.RENDERED, pods.rendered()));
        return List.copyOf(children);
    }

    /** On two of them, so that the loss of any one leaves it known. */
    private static void record(HasMetadata child, String renderedFrom) {
        child.getMetadata().getAnnotations().put(Annotations.RENDERED_FROM, renderedFrom);
    }

    /** The StatefulSet alone. */
    public static HasMetadata statefulSet(ValidService service, Running running) {
        List<HasMetadata> children = render(service, running);
        return children.get(children.size() - 1);
    }

    /**
     * What the live object has beyond the rendered one is taken for a default of the API server where nobody else owns it. A field
     * that was rendered once and is not any more looks just so; the digest tells the difference.
     */
    private static void noteWhatIsRendered(HasMetadata child) {
        child.getMetadata().getAnnotations().put(Annotations.RENDERED, digest(JSON.valueToTree(child)));
    }

    /** Of all that a child says beyond its metadata. */
    static String digest(ObjectNode content) {
        content.remove("metadata");
        // Only guarded steps change the partition: it is not rendered.
        if (content.path("spec").path("updateStrategy") instanceof ObjectNode strategy) {
            strategy.remove("rollingUpdate");
        }
        return Digest.sha256(content.toString());
    }
}
