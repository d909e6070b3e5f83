package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.naming.ChildNames;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Identifies an object, and contains nothing of its content. */
public record ObjectRef(ObjectKind kind, String namespace, String name) {

    private static final int LONGEST = 253;

    private static final Pattern SUBJECT = Pattern.compile(
            "/apis?/(?<apiVersion>[^/]+(?:/[^/]+)?)/namespaces/(?<namespace>[^/]+)/(?<plural>[^/]+)/(?<name>[^/]+)");

    public static ObjectRef of(Names names) {
        return new ObjectRef(ObjectKind.ISB_SERVICE, names.namespace(), names.isbsvcName());
    }

    /** The StatefulSet of a service, whether it exists or not. */
    public static ObjectRef ofStatefulSet(Names names) {
        return new ObjectRef(ObjectKind.STATEFUL_SET, names.namespace(), names.statefulSet());
    }

    /** A namespace itself. */
    public static ObjectRef ofNamespace(String name) {
        return new ObjectRef(ObjectKind.NAMESPACE, "", name);
    }

    /** A volume, which is in no namespace. */
    public static ObjectRef ofVolume(String name) {
        return new ObjectRef(ObjectKind.PERSISTENT_VOLUME, "", name);
    }

    /** A machine of the cluster, which is in no namespace. */
    public static ObjectRef ofMachine(String name) {
        return new ObjectRef(ObjectKind.NODE, "", name);
    }

    /** The object that a tree from the API server, or for it, describes. */
    public static ObjectRef of(JsonNode tree) {
        String kind = tree.path("kind").asText();
        JsonNode metadata = tree.path("metadata");
        return new ObjectRef(
                ObjectKind.ofKind(kind)
                        .orElseThrow(() -> new IllegalArgumentException("a kind we do not use: " + kind)),
                metadata.path("namespace").asText(),
                metadata.path("name").asText());
    }

    /** Reads what {@link #subject()} writes. */
    public static Optional<ObjectRef> ofSubject(String subject) {
        Matcher path = SUBJECT.matcher(subject);
        return path.matches()
                ? ObjectKind.ofPlural(path.group("apiVersion"), path.group("plural"))
                        .map(kind -> new ObjectRef(kind, path.group("namespace"), path.group("name")))
                : Optional.empty();
    }

    /** The object's path as ApiServerSource writes it, the core group under {@code /apis} as well. */
    public String subject() {
        return "/apis/" + kind.apiVersion() + "/namespaces/" + namespace + "/" + kind.plural() + "/" + name;
    }

    /** Its path on the API server. */
    public String path() {
        return kind.collection(namespace) + "/" + ApiPath.segment(name);
    }

    /** Whether an object can have these names: one that cannot does not exist, and is not requested. */
    public boolean isPossible() {
        return ObjectNames.isName(name) && (!kind.isNamespaced() || ObjectNames.isNamespace(namespace));
    }

    /** The service that the object is, or belongs to by its name; a Pipeline's service does not follow from its name. */
    public Optional<Names> service() {
        return switch (kind) {
            case ISB_SERVICE -> Optional.of(new Names(namespace, name));
            case PIPELINE, SERVING_PIPELINE, NAMESPACE, PERSISTENT_VOLUME, NODE -> Optional.empty();
            default -> ChildNames.serviceOf(name).map(service -> new Names(namespace, service));
        };
    }

    /** Not longer than names are: these may come from an untrusted event. */
    @Override
    public String toString() {
        return kind.kind() + " " + Shown.cut(namespace, LONGEST) + "/" + Shown.cut(name, LONGEST);
    }
}
