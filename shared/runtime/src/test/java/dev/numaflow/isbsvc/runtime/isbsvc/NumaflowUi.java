package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.TestCluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a service as the server of Numaflow's UI does: running pods by two labels, and of each, at its IP, JetStream with all details. */
record NumaflowUi(TestCluster cluster, Names names) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUERY = "/jsz?accounts=true&streams=true&consumers=true&config=true";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** What each pod answers, by its name; a pod that does not answer fails. */
    Map<String, JsonNode> answers() throws IOException, InterruptedException {
        Map<String, JsonNode> answers = new TreeMap<>();
        for (Pod pod : runningPods()) {
            answers.put(pod.getMetadata().getName(), ask(pod.getStatus().getPodIP()));
        }
        return answers;
    }

    private List<Pod> runningPods() {
        return cluster
                .client()
                .pods()
                .inNamespace(names.namespace())
                .withLabel("app.kubernetes.io/component", "isbsvc")
                .withLabel("numaflow.numaproj.io/isbsvc-name", names.isbsvcName())
                .list()
                .getItems()
                .stream()
                .filter(pod -> "Running".equals(pod.getStatus().getPhase()))
                .filter(pod -> pod.getStatus().getPodIP() != null)
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    private static JsonNode ask(String ip) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + ip + ":8222" + QUERY))
                .timeout(TIMEOUT)
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("JetStream monitor returned status " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }
}
