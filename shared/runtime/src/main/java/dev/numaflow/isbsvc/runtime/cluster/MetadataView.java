package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;

/**
 * Objects without their content: the API server sends names, labels, annotations and owners alone (invariant 12). So Secrets can be
 * found without being read.
 */
public final class MetadataView {

    private static final String FORM = "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1";

    private final ApiServerClient server;
    private final ServedNamespaces served;

    MetadataView(ApiServerClient server, ServedNamespaces served) {
        this.server = server;
        this.served = served;
    }

    /** The metadata of one object, or nothing where it does not exist. */
    public Optional<JsonNode> get(ObjectRef ref) {
        if (!ref.isPossible()) {
            return Optional.empty();
        }
        try {
            JsonNode object = ObjectReader.object(server.get(ref.path(), FORM.formatted("")), ref);
            return Optional.of(((ObjectNode) object)
                    .put("kind", ref.kind().kind())
                    .put("apiVersion", ref.kind().apiVersion()));
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The metadata of the objects of a kind in all namespaces that match the label selector. */
    public List<JsonNode> listEverywhere(ObjectKind kind, String labelSelector) {
        return served.list(
                kind,
                Pages.chosenBy(labelSelector),
                (each, list) -> Pages.all(each, list, path -> server.get(path, FORM.formatted("List"))));
    }
}
