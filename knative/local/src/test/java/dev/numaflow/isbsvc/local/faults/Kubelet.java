package dev.numaflow.isbsvc.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a cluster does by itself, one step after the other: pods and claims for StatefulSets, readiness, and the end of what nobody
 * owns. A disk goes with its claim, or with its pod where it has none. Servers load a ConfigMap as soon as it is written.
 */
final class Kubelet {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<ObjectKind> OWNED = List.of(
            ObjectKind.STATEFUL_SET,
            ObjectKind.SERVICE,
            ObjectKind.CONFIG_MAP,
            ObjectKind.SECRET,
            ObjectKind.POD_DISRUPTION_BUDGET,
            ObjectKind.POD);

    private final Cluster cluster;
    private final String namespace;
    private final Runnable lost;
    private final Consumer<LiveConfig> loaded;
    private final Set<String> failing = new HashSet<>();
    private Set<String> disks = Set.of();

    /** What was listed and has not changed since. */
    private final Map<ObjectKind, List<JsonNode>> listed = new EnumMap<>(ObjectKind.class);

    /**
     * @param lost runs when a disk went
     * @param loaded takes the configuration that the pods of the service with settings see
     */
    Kubelet(Cluster cluster, String namespace, Runnable lost, Consumer<LiveConfig> loaded) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.lost = lost;
        this.loaded = loaded;
    }

    void fails(String pod, boolean fails) {
        if (fails) {
            failing.add(pod);
        } else {
            failing.remove(pod);
        }
    }

    /** What there is of this kind has changed; claims go with the last pod that uses them. */
    void changed(ObjectKind kind) {
        listed.keySet().removeAll(List.of(kind, ObjectKind.PERSISTENT_VOLUME_CLAIM));
    }

    /** Returns when there is nothing left to do. */
    void settle() {
        do {
            loseDisks();
        } while (collect() || roll() || makePods());
        report();
        list(ObjectKind.CONFIG_MAP).stream()
                .filter(map -> ObjectRef.of(map).name().equals("isbsvc-a-js-config"))
                .map(map -> LiveConfig.of(map, MissingNode.getInstance()))
                .forEach(loaded);
    }

    private void loseDisks() {
        Set<String> now = new HashSet<>();
        list(ObjectKind.PERSISTENT_VOLUME_CLAIM).forEach(claim -> now.add(ObjectMetas.uid(claim)));
        list(ObjectKind.POD).stream()
                .filter(pod -> pod.at("/spec/volumes").isEmpty())
                .forEach(pod -> now.add(ObjectMetas.uid(pod)));
        if (!now.containsAll(disks)) {
            lost.run();
        }
        disks = now;
    }

    private List<JsonNode> list(ObjectKind kind) {
        return listed.computeIfAbsent(kind, any -> cluster.list(kind, namespace));
    }

    private boolean collect() {
        Set<String> living = new HashSet<>();
        Stream.of(ObjectKind.ISB_SERVICE, ObjectKind.STATEFUL_SET)
                .flatMap(kind -> list(kind).stream())
                .forEach(object -> living.add(ObjectMetas.uid(object)));
        boolean collected = false;
        for (ObjectKind kind : OWNED) {
            for (JsonNode object : list(kind)) {
                Optional<JsonNode> owner = ObjectMetas.controller(object);
                if (owner.isPresent()
                        && !living.contains(owner.get().path("uid").asText())) {
                    cluster.delete(object);
                    collected = true;
                }
            }
        }
        return collected;
    }

    /** What has another template by now is replaced, all at once: order is nothing that a scenario sees. */
    private boolean roll() {
        boolean rolled = false;
        for (JsonNode set : list(ObjectKind.STATEFUL_SET)) {
            for (JsonNode pod : list(ObjectKind.POD)) {
                boolean owned = ObjectMetas.controller(pod)
                        .filter(owner -> owner.path("uid").asText().equals(ObjectMetas.uid(set)))
                        .isPresent();
                if (owned && !labels(pod).equals(labels(set.at("/spec/template")))) {
                    cluster.delete(pod);
                    rolled = true;
                }
            }
        }
        return rolled;
    }

    private static JsonNode labels(JsonNode object) {
        return object.path("metadata").path("labels");
    }

    private boolean makePods() {
        boolean made = false;
        for (JsonNode set : list(ObjectKind.STATEFUL_SET)) {
            for (int ordinal = 0; ordinal < set.at("/spec/replicas").asInt(); ordinal++) {
                String name = ObjectRef.of(set).name() + "-" + ordinal;
                if (list(ObjectKind.POD).stream()
                        .noneMatch(pod -> ObjectRef.of(pod).name().equals(name))) {
                    set.at("/spec/volumeClaimTemplates")
                            .forEach(template -> cluster.create(claim(set, template, name)));
                    cluster.create(pod(set, name));
                    made = true;
                }
            }
        }
        return made;
    }

    private void report() {
        for (JsonNode pod : list(ObjectKind.POD)) {
            boolean ready = !failing.contains(ObjectRef.of(pod).name());
            ObjectNode status = JSON.createObjectNode().put("phase", "Running");
            status.putArray("conditions").addObject().put("type", "Ready").put("status", ready ? "True" : "False");
            if (!pod.path("status").path("conditions").equals(status.path("conditions"))) {
                ObjectNode next = pod.deepCopy();
                next.set("status", status);
                cluster.replaceStatus(next);
            }
        }
    }

    private JsonNode pod(JsonNode set, String name) {
        ObjectNode pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        ObjectNode metadata = pod.putObject("metadata").put("name", name).put("namespace", namespace);
        metadata.set("labels", set.at("/spec/template/metadata/labels").deepCopy());
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "apps/v1")
                .put("kind", "StatefulSet")
                .put("name", ObjectRef.of(set).name())
                .put("uid", ObjectMetas.uid(set))
                .put("controller", true);
        ObjectNode spec = pod.putObject("spec");
        set.at("/spec/volumeClaimTemplates").forEach(template -> spec.withArray("/volumes")
                .addObject()
                .put("name", template.at("/metadata/name").asText())
                .putObject("persistentVolumeClaim")
                .put("claimName", template.at("/metadata/name").asText() + "-" + name));
        spec.putArray("containers").addObject().put("name", "main").put("image", "nats");
        return pod;
    }

    /** Labelled as its StatefulSet selects. One that is there already stays. */
    private JsonNode claim(JsonNode set, JsonNode template, String pod) {
        ObjectNode claim = template.deepCopy();
        claim.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim").remove("status");
        claim.withObject("/metadata/labels").setAll((ObjectNode) set.at("/spec/selector/matchLabels"));
        claim.withObject("/metadata")
                .put("name", template.at("/metadata/name").asText() + "-" + pod)
                .put("namespace", namespace);
        return claim;
    }
}
