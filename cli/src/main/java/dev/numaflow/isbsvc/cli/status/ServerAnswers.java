package dev.numaflow.isbsvc.cli.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.runtime.cluster.ApiPath;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Queries the servers of pods concurrently: at the pod's own address, which works on the pod network, or else through the API
 * server. If both fail, the reason of the second is reported.
 */
public final class ServerAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION_PATH = "/varz";
    private static final int OK = 200;

    private final Monitoring monitoring = new Monitoring();
    private final Api api;

    public ServerAnswers(Api api) {
        this.api = api;
    }

    /** What a server reports about itself. */
    public record Node(NodeReport report, String version) {}

    /** By the names of the pods, in their order. */
    public Map<String, Reached<Node>> of(List<JsonNode> pods) {
        Map<String, CompletableFuture<Reached<Node>>> answers = new LinkedHashMap<>();
        pods.forEach(pod -> answers.put(name(pod), node(pod)));
        Map<String, Reached<Node>> nodes = new LinkedHashMap<>();
        answers.forEach((pod, answer) -> nodes.put(pod, answer.join()));
        return nodes;
    }

    /** The responses of those that were reached. */
    public static List<NodeReport> reports(Map<String, Reached<Node>> answers) {
        return answers.values().stream()
                .filter(Reached::came)
                .map(answer -> answer.value().report())
                .toList();
    }

    private CompletableFuture<Reached<Node>> node(JsonNode pod) {
        return ask(pod, NodeReport.PATH)
                .thenCombine(
                        ask(pod, VERSION_PATH),
                        (streams, varz) -> streams.map(answer -> new Node(
                                NodeReport.of(name(pod), answer),
                                varz.came() ? varz.value().path("version").asText() : null)));
    }

    private CompletableFuture<Reached<JsonNode>> ask(JsonNode pod, String path) {
        String address = pod.at("/status/podIP").asText();
        if (address.isEmpty()) {
            return CompletableFuture.completedFuture(Reached.not("the pod has no address yet"));
        }
        String host = address.contains(":") ? "[" + address + "]" : address;
        return monitoring.ask(host, path).thenCompose(answer -> answer.filter(good -> good.status() == OK)
                .map(good -> CompletableFuture.completedFuture(Reached.of(good.body())))
                .orElseGet(() -> throughApiServer(pod, path)));
    }

    private CompletableFuture<Reached<JsonNode>> throughApiServer(JsonNode pod, String path) {
        String proxy = "/api/v1/namespaces/%s/pods/%s:%d/proxy%s"
                .formatted(
                        ApiPath.segment(pod.at("/metadata/namespace").asText()),
                        ApiPath.segment(name(pod)),
                        Ports.MONITOR,
                        path);
        return api.ask(proxy, "application/json").thenApply(reached -> reached.then(ServerAnswers::read));
    }

    private static Reached<JsonNode> read(Api.Answer answer) {
        if (answer.status() != OK) {
            return Reached.not("port " + Ports.MONITOR + " does not answer here, and the API server's proxy answers "
                    + answer.status());
        }
        try {
            return Reached.of(JSON.readTree(answer.body()));
        } catch (JsonProcessingException e) {
            return Reached.not("the API server's proxy answers something that is no JSON");
        }
    }

    private static String name(JsonNode pod) {
        return pod.at("/metadata/name").asText();
    }
}
