package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.testkit.ClusterExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.URLUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Sends services to an API server, for trial, and returns what `kubectl apply` would print of the answer. */
final class AppliedService {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String JSON_TYPE = "application/json";
    private static final String DRY_RUN = "?dryRun=All&fieldValidation=Strict";

    private final ClusterExtension cluster;

    AppliedService(ClusterExtension cluster) {
        this.cluster = cluster;
    }

    /**
     * What is printed: without the words of the API server about the policy.
     *
     * @param refused by a policy; nothing where it is accepted
     */
    record Answer(Optional<String> refused, List<String> warnings) {}

    /** A service with this in {@code spec.jetstream}. */
    ObjectNode named(String name, JsonNode jetstream) {
        ObjectNode service = JSON.createObjectNode();
        service.put("apiVersion", "numaflow.numaproj.io/v1alpha1").put("kind", "InterStepBufferService");
        service.putObject("metadata").put("name", name).put("namespace", cluster.namespace());
        service.putObject("spec").set("jetstream", jetstream);
        return service;
    }

    Answer tryCreate(JsonNode service) {
        return send("POST", collection() + DRY_RUN, service);
    }

    /** Replaces one that is there. */
    Answer tryReplace(JsonNode service) {
        ObjectNode newest = service.deepCopy();
        ((ObjectNode) newest.path("metadata")).put("resourceVersion", resourceVersion(service));
        return send("PUT", path(service) + DRY_RUN, newest);
    }

    private String resourceVersion(JsonNode service) {
        return cluster.client()
                .resource(JSON.convertValue(service, GenericKubernetesResource.class))
                .get()
                .getMetadata()
                .getResourceVersion();
    }

    /** Replaces one that is made for it, and that is gone after that. */
    Answer tryUpdate(JsonNode before, JsonNode now) {
        return tryUpdate(before, now, JSON.createObjectNode());
    }

    /** The same of one with this status. */
    Answer tryUpdate(JsonNode before, JsonNode now, JsonNode status) {
        GenericKubernetesResource made = create(before);
        try {
            made.setAdditionalProperty("status", status);
            cluster.client().resource(made).updateStatus();
            return tryReplace(now);
        } finally {
            cluster.client().resource(made).delete();
        }
    }

    GenericKubernetesResource create(JsonNode service) {
        return cluster.client()
                .resource(JSON.convertValue(service, GenericKubernetesResource.class))
                .create();
    }

    private Answer send(String verb, String path, JsonNode service) {
        HttpClient http = cluster.client().getHttpClient();
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(URLUtils.join(cluster.client().getMasterUrl().toString(), path))
                .method(verb, JSON_TYPE, service.toString())
                .build();
        HttpResponse<String> response = http.sendAsync(request, String.class).join();
        List<String> warnings = response.headers("Warning").stream()
                .map(AppliedService::ofAPolicy)
                .toList();
        return new Answer(response.isSuccessful() ? Optional.empty() : Optional.of(refused(response)), warnings);
    }

    private static String refused(HttpResponse<String> response) {
        try {
            String message = JSON.readTree(response.body()).path("message").asText();
            if (!message.contains("denied request: ")) {
                throw new AssertionError(response.code() + " by no policy: " + message);
            }
            return message.replaceFirst("(?s).* denied request: ", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String ofAPolicy(String header) {
        String warning = header.replaceFirst("^299 - \"", "").replaceFirst("\"$", "");
        String text = warning.replaceFirst(
                "(?s)^Validation failed for ValidatingAdmissionPolicy .* with binding [^:]*: ", "");
        if (text.equals(warning)) {
            throw new AssertionError("a warning of no policy: " + header);
        }
        return text;
    }

    private String collection() {
        return "/apis/numaflow.numaproj.io/v1alpha1/namespaces/" + cluster.namespace() + "/interstepbufferservices";
    }

    private String path(JsonNode service) {
        return collection() + "/" + service.at("/metadata/name").asText();
    }
}
