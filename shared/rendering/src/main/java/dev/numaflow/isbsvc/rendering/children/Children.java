package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/** All children of a service but its Secrets, which are minted once and before these. */
public final class Children {

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
        return List.copyOf(children);
    }
}
