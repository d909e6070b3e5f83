package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.URLUtils;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Objects without what they hold: the API server sends names, labels, annotations and owners alone (invariant 12). So Secrets can be
 * looked for and never be read.
 */
public final class MetadataView {

    private static final String FORM = "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1";
    private static final int PATIENCE_SECONDS = 20;

    private final KubernetesClient client;

    MetadataView(KubernetesClient client) {
        this.client = client;
    }

    /** The metadata of one object, or nothing where it is not there. */
    public Optional<JsonNode> get(ObjectRef ref) {
        HttpResponse<String> answer = ask(ref.path(), FORM.formatted(""));
        return answer.code() == HttpURLConnection.HTTP_NOT_FOUND
                ? Optional.empty()
                : Optional.of(((ObjectNode) read(answer))
                        .put("kind", ref.kind().kind())
                        .put("apiVersion", ref.kind().apiVersion()));
    }

    /** The metadata of the objects of a kind in all namespaces that the label selector chooses. */
    public List<JsonNode> listEverywhere(ObjectKind kind, String labelSelector) {
        return Pages.all(
                kind,
                kind.collection() + Pages.chosenBy(labelSelector),
                path -> read(ask(path, FORM.formatted("List"))));
    }

    private HttpResponse<String> ask(String path, String form) {
        HttpRequest request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(URLUtils.join(client.getMasterUrl().toString(), path))
                .header("Accept", form)
                .build();
        try {
            return client.getHttpClient()
                    .sendAsync(request, String.class)
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw KubernetesClientException.launderThrowable("no answer about " + path, e.getCause());
        }
    }

    private static JsonNode read(HttpResponse<String> answer) {
        if (!answer.isSuccessful()) {
            throw new KubernetesClientException("the API server answers " + answer.code(), answer.code(), null);
        }
        return Cluster.parse(answer.body());
    }
}
