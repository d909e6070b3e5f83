package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All children of a service except its Secrets, which are provisioned once and before these. They are rendered once for each service; what
 * is taken over from a running one is put into copies.
 */
public final class Children {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ValidService service;
    private final Rendered<ConfigMap> configMap;
    private final Rendered<Service> headlessService;
    private final Rendered<PodDisruptionBudget> budget;
    private final Rendered<StatefulSet> statefulSet;
    private final Optional<String> record;

    /**
     * A live field that is not rendered counts as a default of the API server unless another manager owns it. A field that is no
     * longer rendered looks the same; only the digest distinguishes them.
     */
    private record Rendered<T extends HasMetadata>(T child, String digest) {

        static <T extends HasMetadata> Rendered<T> of(T child) {
            return new Rendered<>(child, Children.digest(JSON.valueToTree(child)));
        }
    }

    private Children(ValidService service) {
        this.service = service;
        this.configMap = Rendered.of(ConfigMapRenderer.render(service));
        this.headlessService = Rendered.of(ServiceRenderer.render(service));
        this.budget = Rendered.of(PodDisruptionBudgetRenderer.render(service));
        this.statefulSet = Rendered.of(StatefulSetRenderer.render(service));
        this.record = RenderedFrom.record(service);
    }

    /** Renders the children of this service. */
    public static Children of(ValidService service) {
        return new Children(service);
    }

    /** The service that they are rendered from. */
    public ValidService service() {
        return service;
    }

    /** The children of the same service with other values; these, where no value differs. */
    public Children with(ValidService other) {
        return other.equals(service) ? this : new Children(other);
    }

    /**
     * Returns the children in the order in which they are applied: ConfigMap, Service, PodDisruptionBudget, and last the
     * StatefulSet, so that no pod starts without the rest.
     */
    public List<HasMetadata> list(Running running) {
        List<HasMetadata> children = new ArrayList<>();
        before(running).ifPresent(children::add);
        children.add(configMap(running));
        children.add(note(new ServiceBuilder(headlessService.child()).build(), headlessService.digest()));
        if (running.hasOwnBudget()) {
            children.add(note(
                    PodDisruptionBudgetRenderer.withRunning(new PodDisruptionBudgetBuilder(budget.child()), running),
                    budget.digest()));
        }
        children.add(statefulSet(running));
        return List.copyOf(children);
    }

    /** The children of a service that is about to be created, in this order. */
    public List<HasMetadata> list() {
        return list(Running.NOTHING);
    }

    /** The StatefulSet alone, of a service that is about to be created. */
    public HasMetadata statefulSet() {
        return statefulSet(Running.NOTHING);
    }

    private ConfigMap configMap(Running running) {
        ConfigMap rendered = running.areOfNumaflow() ? adoptedConfigMap(running) : noted(ofNodes(running));
        ConfigMap map = adopt(record(rendered), running);
        running.keptConfig()
                .filter(kept -> kept.rendered().equals(ConfigDigest.of(ServerConf.withoutKey(service))))
                .ifPresent(kept -> ConfigMapRenderer.keep(map, kept));
        return map;
    }

    /** The routes are those to the nodes that run. */
    private Rendered<ConfigMap> ofNodes(Running running) {
        return running.nodes()
                .map(nodes -> new Rendered<>(
                        ConfigMapRenderer.render(service, ServerConf.render(service, nodes.running())),
                        configMap.digest()))
                .orElse(configMap);
    }

    /** The configuration of nodes that a change of encryption has not reached: a pod that is lost comes back with it. */
    private Optional<ConfigMap> before(Running running) {
        return running.encryption().before(service).map(before -> noted(Rendered.of(ConfigMapRenderer.render(before))));
    }

    private ConfigMap adoptedConfigMap(Running running) {
        AdoptedConf adopted = AdoptedConf.of(service, running);
        ConfigMap map = noted(Rendered.of(ConfigMapRenderer.render(service, adopted.conf())));
        adopted.kept().ifPresent(text -> map.getData().put(Keys.NATS_CONF, text));
        return map;
    }

    private static ConfigMap noted(Rendered<ConfigMap> rendered) {
        return note(new ConfigMapBuilder(rendered.child()).build(), rendered.digest());
    }

    private StatefulSet statefulSet(Running running) {
        StatefulSet set = StatefulSetRenderer.withRunning(new StatefulSetBuilder(statefulSet.child()), running);
        String digest = running.keptPods().map(PinnedPodTemplate::rendered).orElse(statefulSet.digest());
        return adopt(record(note(set, digest)), running);
    }

    /** Two children carry the digest of the template that waits, too. */
    private static <T extends HasMetadata> T adopt(T child, Running running) {
        running.adopted().ifPresent(mark -> annotations(child).put(Annotations.ADOPTED, mark));
        return child;
    }

    private static <T extends HasMetadata> T note(T child, String digest) {
        annotations(child).put(Annotations.RENDERED, digest);
        return child;
    }

    /** Two children carry the record, so that it survives the loss of either. */
    private <T extends HasMetadata> T record(T child) {
        record.ifPresent(renderedFrom -> annotations(child).put(Annotations.RENDERED_FROM, renderedFrom));
        return child;
    }

    private static Map<String, String> annotations(HasMetadata child) {
        return child.getMetadata().getAnnotations();
    }

    /** Whether the StatefulSet of this digest was rendered from the same, but for its number of nodes. */
    public static boolean differsInNodesAlone(JsonNode statefulSet, String digest) {
        return IntStream.rangeClosed(1, Bounds.NODES)
                .mapToObj(nodes -> digest(Running.withReplicas(statefulSet, nodes)))
                .anyMatch(digest::equals);
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
