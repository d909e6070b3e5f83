package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Containers;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of the server that holds a copy of a service's data while its only node gets another disk: rendered as those of the service, under
 * names and labels of their own. The copy is encrypted if the data is, before the change or after it.
 */
public final class CopyChildren {

    private CopyChildren() {}

    /** As which the copy is rendered: under those of both names with which data is encrypted, if any. */
    public static ValidService service(ValidService newest, RunningEncryption encryption) {
        return encryption
                .before(newest)
                .filter(before -> before.spec().encrypted())
                .orElse(newest)
                .asCopy();
    }

    /** As which the copy was rendered, as its claim records it. */
    public static ValidService service(ValidService newest, JsonNode claim) {
        boolean encrypted = claim.at("/metadata/annotations")
                .path(Annotations.ENCRYPTION)
                .asText()
                .equals("true");
        return newest.with(
                        newest.spec()
                                .with(
                                        newest.spec().replicas(),
                                        newest.spec().persistence(),
                                        encrypted,
                                        newest.spec().tls()),
                        newest.version(),
                        newest.settings())
                .withEncryption(RunningEncryption.recorded(claim))
                .asCopy();
    }

    /**
     * ConfigMap, Service and StatefulSet, in the order in which they are applied.
     *
     * @param copy from {@link #service}
     * @param from the uid of the claim that is copied
     * @param servers the live StatefulSet of the service: a copy can be restored only by servers that are as new
     */
    public static List<HasMetadata> of(ValidService copy, String from, JsonNode servers) {
        return of(copy, from, servers, image(servers, Containers.MAIN));
    }

    /**
     * The same objects again, on the claim of the copy that is there: with the image that has written it, whichever the servers have by now.
     *
     * @param claim what it records is kept
     */
    public static List<HasMetadata> again(ValidService copy, JsonNode claim, JsonNode servers) {
        JsonNode recorded = claim.at("/metadata/annotations");
        return of(
                copy,
                recorded.path(Annotations.COPIED_FROM).asText(),
                servers,
                Optional.of(recorded.path(Annotations.COPIED_WITH).asText())
                        .filter(image -> !image.isEmpty())
                        .or(() -> image(servers, Containers.MAIN)));
    }

    private static List<HasMetadata> of(ValidService copy, String from, JsonNode servers, Optional<String> main) {
        List<HasMetadata> children = Children.of(copy).list();
        StatefulSet set = (StatefulSet) children.get(children.size() - 1);
        Map<String, String> recorded = new HashMap<>(Map.of(
                Annotations.COPIED_FROM, from,
                Annotations.COPIED_FOR, copy.owner().uid(),
                Annotations.ENCRYPTION, Boolean.toString(copy.spec().encrypted()),
                Annotations.ENCRYPTION_SUFFIX, Integer.toString(copy.names().encryption())));
        main.ifPresent(image -> recorded.put(Annotations.COPIED_WITH, image));
        set.getSpec().getVolumeClaimTemplates().forEach(claim -> claim.getMetadata()
                .setAnnotations(recorded));
        set.getSpec().getTemplate().getSpec().getContainers().forEach(container -> (container
                                .getName()
                                .equals(Containers.MAIN)
                        ? main
                        : image(servers, container.getName()))
                .ifPresent(container::setImage));
        // A Service of the user that selects the user's labels would lead clients to what is copied.
        set.getSpec().getTemplate().getMetadata().setLabels(Labels.of(copy.names()));
        // Its only pod may be evicted: what it stores stays.
        return List.of(children.get(0), children.get(1), set);
    }

    private static Optional<String> image(JsonNode servers, String container) {
        for (JsonNode each : servers.at("/spec/template/spec/containers")) {
            if (each.path("name").asText().equals(container)) {
                return Optional.of(each.path("image").asText());
            }
        }
        return Optional.empty();
    }
}
