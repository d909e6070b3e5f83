package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/** Renders all children of a service except its Secrets, which are provisioned once and before these. */
public final class Children {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Children() {}

    /**
     * Returns the children in the order in which they are applied: ConfigMap, Service, PodDisruptionBudget, and last the
     * StatefulSet, so that no pod starts without the rest.
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

    /** Two children carry the record, so that it survives the loss of either. */
    private static void record(HasMetadata child, String renderedFrom) {
        child.getMetadata().getAnnotations().put(Annotations.RENDERED_FROM, renderedFrom);
    }

    /** The StatefulSet alone. */
    public static HasMetadata statefulSet(ValidService service, Running running) {
        List<HasMetadata> children = render(service, running);
        return children.get(children.size() - 1);
    }

    /**
     * A live field that is not rendered counts as a default of the API server unless another manager owns it. A field that is no
     * longer rendered looks the same; only the digest tells them apart.
     */
    private static void noteWhatIsRendered(HasMetadata child) {
        child.getMetadata().getAnnotations().put(Annotations.RENDERED, digest(JSON.valueToTree(child)));
    }

    /** The digest of a child without its metadata. */
    static String digest(ObjectNode content) {
        content.remove("metadata");
        // Only guarded steps change the partition; it is not rendered.
        if (content.path("spec").path("updateStrategy") instanceof ObjectNode strategy) {
            strategy.remove("rollingUpdate");
        }
        return Digest.sha256(content.toString());
    }
}
