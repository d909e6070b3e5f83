package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Decides which namespaces "all namespaces" are: those of the cluster, those with a label, or those named, in which alone the functions
 * may have rights. Sources send events from no other, so nothing may be read in another.
 */
@Singleton
public class ServedNamespaces {

    private final List<String> names;
    private final String label;

    /**
     * @param names nothing where they are not named
     * @param label {@code key=value}
     */
    @Inject
    public ServedNamespaces(
            @ConfigProperty(name = "isbsvc.served.namespaces") Optional<List<String>> names,
            @ConfigProperty(name = "isbsvc.served.label") Optional<String> label) {
        this.names = names.orElse(List.of());
        this.label = label.orElse("");
        if (!this.names.isEmpty() && !this.label.isEmpty()) {
            throw new IllegalArgumentException("ISBSVC_SERVED_NAMESPACES and ISBSVC_SERVED_LABEL exclude one another");
        }
        if (!this.names.stream().allMatch(ObjectNames::isNamespace)) {
            throw new IllegalArgumentException("ISBSVC_SERVED_NAMESPACES is no list of namespaces: " + this.names);
        }
    }

    /** Every namespace of the cluster. */
    public static ServedNamespaces all() {
        return new ServedNamespaces(Optional.empty(), Optional.empty());
    }

    /** Their names, where they are named: then each is read alone, as no right for all of them is needed. */
    List<String> named() {
        return names;
    }

    /**
     * The objects of a kind in all of them.
     *
     * @param query of the list, from its question mark on
     * @param pages reads a whole list at a path
     */
    List<JsonNode> list(ObjectKind kind, String query, BiFunction<ObjectKind, String, List<JsonNode>> pages) {
        if (!names.isEmpty()) {
            return names.stream()
                    .flatMap(name -> pages.apply(kind, kind.collection(name) + query).stream())
                    .toList();
        }
        if (label.isEmpty()) {
            return pages.apply(kind, kind.collection() + query);
        }
        // The namespaces first: an object in one that is labelled after that is found by the next list.
        Set<String> chosen =
                labelled(pages).stream().map(ServedNamespaces::name).collect(Collectors.toSet());
        return pages.apply(kind, kind.collection() + query).stream()
                .filter(object -> chosen.contains(namespace(kind, object)))
                .toList();
    }

    private List<JsonNode> labelled(BiFunction<ObjectKind, String, List<JsonNode>> pages) {
        return pages.apply(ObjectKind.NAMESPACE, ObjectKind.NAMESPACE.collection() + Pages.chosenBy(label));
    }

    private static String namespace(ObjectKind kind, JsonNode object) {
        return kind == ObjectKind.NAMESPACE
                ? name(object)
                : object.at("/metadata/namespace").asText();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
