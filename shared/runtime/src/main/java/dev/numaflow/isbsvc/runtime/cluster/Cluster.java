package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.model.Unread;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The API server as the functions use it: trees in, trees out, every write with a precondition and under our field manager.
 */
@Singleton
public class Cluster implements ClusterWriter {

    /** Our field manager: managedFields distinguishes our fields from those of others by it. */
    public static final String FIELD_MANAGER = Comparison.OUR_MANAGER;

    private static final String MANAGED = "?fieldManager=" + FIELD_MANAGER;
    private static final String DRY_RUN = MANAGED + "&dryRun=All";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiServerClient server;
    private final ServedNamespaces served;

    @Inject
    public Cluster(KubernetesClient client, ServedNamespaces served) {
        this(new ApiServerClient(client), served);
    }

    /** All namespaces. */
    public Cluster(KubernetesClient client) {
        this(new ApiServerClient(client));
    }

    Cluster(ApiServerClient server) {
        this(server, ServedNamespaces.all());
    }

    private Cluster(ApiServerClient server, ServedNamespaces served) {
        this.server = server;
        this.served = served;
    }

    @Override
    public Optional<JsonNode> get(ObjectRef ref) {
        if (!ref.isPossible()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ObjectReader.object(server.get(ref.path()), ref));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<JsonNode> list(ObjectKind kind) {
        return kind == ObjectKind.NAMESPACE && !served.named().isEmpty()
                ? served.named().stream()
                        .flatMap(name -> get(ObjectRef.ofNamespace(name)).stream())
                        .toList()
                : everywhere(kind, "");
    }

    private List<JsonNode> everywhere(ObjectKind kind, String query) {
        return served.list(kind, query, this::pages);
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace) {
        return isPossible(kind, namespace) ? pages(kind, kind.collection(namespace)) : List.of();
    }

    @Override
    public List<JsonNode> listIfDefined(ObjectKind kind, String namespace) {
        return ifDefined(() -> list(kind, namespace));
    }

    @Override
    public List<JsonNode> listIfDefined(ObjectKind kind) {
        return ifDefined(() -> list(kind));
    }

    private static List<JsonNode> ifDefined(Supplier<List<JsonNode>> list) {
        try {
            return list.get();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return List.of();
            }
            throw e;
        }
    }

    @Override
    public List<JsonNode> list(ObjectKind kind, String namespace, String labelSelector) {
        return isPossible(kind, namespace)
                ? pages(kind, kind.collection(namespace) + Pages.chosenBy(labelSelector))
                : List.of();
    }

    private static boolean isPossible(ObjectKind kind, String namespace) {
        return !kind.isNamespaced() || ObjectNames.isNamespace(namespace);
    }

    @Override
    public List<JsonNode> eventsAbout(ObjectRef object) {
        return pages(
                ObjectKind.EVENT, ObjectKind.EVENT.collection(object.namespace()) + Pages.withFields(about(object)));
    }

    @Override
    public List<JsonNode> eventsAbout(ObjectRef object, String reason) {
        return pages(
                ObjectKind.EVENT,
                ObjectKind.EVENT.collection(object.namespace()) + Pages.withFields(about(object) + of(reason)));
    }

    /** The Events about all objects of a kind. */
    public List<JsonNode> eventsAbout(ObjectKind kind) {
        return everywhere(ObjectKind.EVENT, Pages.withFields(about(kind)));
    }

    /** Those of one reason alone: with all others they could be more than there is memory for. */
    public List<JsonNode> eventsAbout(ObjectKind kind, String reason) {
        return everywhere(ObjectKind.EVENT, Pages.withFields(about(kind) + of(reason)));
    }

    private static String about(ObjectKind kind) {
        return "involvedObject.kind=" + kind.kind();
    }

    private static String about(ObjectRef object) {
        return about(object.kind()) + ",involvedObject.name=" + object.name();
    }

    private static String of(String reason) {
        return ",reason=" + reason;
    }

    /** The objects of a kind in all namespaces that match the label selector. */
    public List<JsonNode> listEverywhere(ObjectKind kind, String labelSelector) {
        return everywhere(kind, Pages.chosenBy(labelSelector));
    }

    /** The same server, for reading metadata alone. */
    public MetadataView metadata() {
        return new MetadataView(server, served);
    }

    @Override
    public WriteResult create(JsonNode object) {
        ObjectRef ref = ObjectRef.of(object);
        return write("POST", ref.kind().collection(ref.namespace()) + MANAGED, ref, object);
    }

    @Override
    public WriteResult tryCreate(JsonNode object) {
        ObjectRef ref = ObjectRef.of(object);
        return write("POST", ref.kind().collection(ref.namespace()) + DRY_RUN, ref, object);
    }

    @Override
    public WriteResult tryReplace(JsonNode object) {
        ObjectRef ref = ObjectRef.of(versioned(object));
        return write("PUT", ref.path() + DRY_RUN, ref, object);
    }

    @Override
    public WriteResult replace(JsonNode object) {
        ObjectRef ref = ObjectRef.of(versioned(object));
        return write("PUT", ref.path() + MANAGED, ref, object);
    }

    @Override
    public WriteResult replaceStatus(JsonNode object) {
        ObjectRef ref = ObjectRef.of(versioned(object));
        return write("PUT", ref.path() + "/status" + MANAGED, ref, object);
    }

    @Override
    public WriteResult delete(JsonNode live) {
        return delete(live, "Background");
    }

    @Override
    public WriteResult deleteAlone(JsonNode live) {
        return delete(live, "Orphan");
    }

    private WriteResult delete(JsonNode live, String propagation) {
        ObjectRef ref = ObjectRef.of(versioned(live));
        ObjectNode options =
                JSON.createObjectNode().put("kind", "DeleteOptions").put("apiVersion", "v1");
        options.put("propagationPolicy", propagation)
                .putObject("preconditions")
                .put("uid", live.path("metadata").path("uid").asText())
                .put(
                        "resourceVersion",
                        live.path("metadata").path("resourceVersion").asText());
        return write("DELETE", ref.path(), ref, options);
    }

    private static JsonNode versioned(JsonNode object) {
        if (Unread.why(object).isPresent()) {
            throw new IllegalArgumentException(
                    "a write of an object of which a part was left out would remove that part");
        }
        if (object.path("metadata").path("resourceVersion").asText().isEmpty()) {
            throw new IllegalArgumentException("a write without a resourceVersion could overwrite what is newer");
        }
        return object;
    }

    private List<JsonNode> pages(ObjectKind kind, String path) {
        return Pages.all(kind, path, server::get);
    }

    private WriteResult write(String verb, String path, ObjectRef ref, JsonNode body) {
        if (!ref.isPossible()) {
            return new WriteResult.Rejected(ref + " has no name that an object can have", List.of());
        }
        try {
            return new WriteResult.Done(ObjectReader.object(server.send(verb, path, body.toString()), ref));
        } catch (KubernetesClientException e) {
            return ApiFailure.expected(e, ref);
        }
    }
}
