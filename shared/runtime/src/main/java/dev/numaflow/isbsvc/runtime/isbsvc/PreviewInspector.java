package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.ChangePreview;
import dev.numaflow.isbsvc.rendering.change.CurrentState;
import dev.numaflow.isbsvc.rendering.change.LiveChildren;
import dev.numaflow.isbsvc.rendering.change.ObservedService;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** Predicts what applying a service would change, with the same classes that apply it; it only reads. */
public final class PreviewInspector {

    private final ClusterView objects;
    private final Planning planning;

    public PreviewInspector(ClusterView objects, Planning planning) {
        this.objects = objects;
        this.planning = planning;
    }

    /**
     * The preview for a service that a user is about to apply.
     *
     * @param manifest with its namespace
     * @return why there is none, as long as something about the running servers is unknown
     */
    public Parsed<ChangePreview> preview(JsonNode manifest, ControllerConfig config) {
        ObjectNode applied = applied(manifest, config);
        LiveService service = LiveService.of(applied, config);
        Optional<JsonNode> statefulSet = planning.statefulSet(service);
        Parsed<ValidService> desired = ServiceRules.check(applied, config);
        return desired.isGood()
                ? planning.plan(service, Children.of(desired.value()), statefulSet)
                        .map(plan -> ChangePreview.of(plan.decision(), current(service, plan, statefulSet)))
                : Parsed.of(ChangePreview.refused(planning.refused(service, statefulSet, desired.violations())));
    }

    /** As it would be after {@code kubectl apply}: a changed spec increments the generation, annotations are added. */
    private ObjectNode applied(JsonNode manifest, ControllerConfig config) {
        ObjectNode applied = manifest.deepCopy();
        objects.get(ObjectRef.of(manifest)).ifPresent(live -> {
            boolean same = isSame(live, manifest, config);
            ObjectNode metadata = live.path("metadata").deepCopy();
            metadata.put("generation", ObjectMetas.generation(live) + (same ? 0 : 1));
            if (manifest.at("/metadata/annotations") instanceof ObjectNode annotations) {
                metadata.withObject("annotations").setAll(annotations);
            }
            applied.set("metadata", metadata);
            applied.set("status", live.path("status"));
        });
        return applied;
    }

    /** The API server has filled in defaults, so two specs are the same when they render the same. */
    private static boolean isSame(JsonNode live, JsonNode manifest, ControllerConfig config) {
        ObjectNode asked = live.deepCopy();
        asked.set("spec", manifest.path("spec"));
        Parsed<ValidService> before = ServiceRules.check(live, config);
        Parsed<ValidService> after = ServiceRules.check(asked, config);
        return before.isGood()
                && after.isGood()
                && before.value().buffers().equals(after.value().buffers())
                && withoutRecord(before.value()).equals(withoutRecord(after.value()));
    }

    /** The record distinguishes a value that is left out from one that equals the default. */
    private static List<HasMetadata> withoutRecord(ValidService service) {
        List<HasMetadata> children = Children.of(service).list();
        children.forEach(child -> child.getMetadata().getAnnotations().remove(Annotations.RENDERED_FROM));
        return children;
    }

    private CurrentState current(LiveService service, Plan plan, Optional<JsonNode> statefulSet) {
        List<JsonNode> children = plan.children().stream()
                .map(child -> objects.get(ObjectRef.of(ObjectMetas.of(child))))
                .flatMap(Optional::stream)
                .toList();
        JsonNode configMap = children.stream()
                .filter(child -> ObjectRef.of(child).kind() == ObjectKind.CONFIG_MAP
                        && ObjectRef.of(child)
                                .name()
                                .equals(plan.effective().names().configMap()))
                .findFirst()
                .orElse(JsonNodeFactory.instance.missingNode());
        JsonNode keySecret = objects.get(new ObjectRef(
                        ObjectKind.SECRET,
                        service.names().namespace(),
                        plan.effective().names().keySecret()))
                .orElse(JsonNodeFactory.instance.missingNode());
        Optional<ObservedService> running =
                statefulSet.flatMap(set -> ObservedService.shown(new LiveChildren(set, configMap, keySecret, false)));
        return new CurrentState(
                running, children, service.metadataAndStatus().status().streamConfig());
    }
}
