package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Decisions about a service of a test, and the cluster around it. */
final class Decisions {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Decisions() {}

    static JsonNode scaled(JsonNode statefulSet, int replicas) {
        ObjectNode copy = statefulSet.deepCopy();
        copy.withObject("/spec").put("replicas", replicas);
        return copy;
    }

    static ChangeDecision decide(ValidService wanted, LiveChildren live, String approve, ClusterQueries around) {
        return ChangeDecider.decide(Children.of(wanted), live, approve, around).value();
    }

    static HeldChange held(String wanted, LiveChildren live, String approve) {
        return decide(Services.jetstream(wanted), live, approve, ClusterQueries.UNKNOWN)
                .held()
                .get(0);
    }

    static JsonNode annotations(ChangeDecision decision) {
        return JSON.valueToTree(decision.children().get(decision.children().size() - 1))
                .at("/metadata/annotations");
    }

    static LiveChildren with(LiveChildren live, String annotation, String value) {
        ObjectNode set = live.statefulSet().deepCopy();
        set.withObject("/metadata/annotations").put(annotation, value);
        return new LiveChildren(set, live.configMap(), false);
    }

    /** As the API server tells of objects that only we have written. */
    static LiveChildren withoutManagers(LiveChildren live) {
        ObjectNode set = live.statefulSet().deepCopy();
        set.withObject("/metadata").remove("managedFields");
        return new LiveChildren(set, live.configMap(), false);
    }

    static ValidService withImage(ValidService service, String image) {
        return new ValidService(
                service.names(),
                service.owner(),
                service.spec(),
                images(service.version().version(), image),
                service.settings(),
                service.buffers(),
                service.defaultResources(),
                service.warnings());
    }

    static JetStreamVersion images(String name, String nats) {
        return new JetStreamVersion(name, nats, "exporter:1", "reloader:1", "/nats-server");
    }

    static ClusterQueries rolling(String other) {
        return around(List.of(), other);
    }

    /** Without messages. */
    static ClusterQueries closed(String window) {
        return new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                return IntStream.range(0, replicas)
                        .mapToObj(ordinal -> node("3x0"))
                        .toList();
            }

            @Override
            public Optional<String> rollsFirst() {
                return Optional.empty();
            }

            @Override
            public Optional<String> closedWindow() {
                return Optional.ofNullable(window);
            }
        };
    }

    static ClusterQueries nodes(String streams) {
        return around(
                Stream.of(streams.split(" "))
                        .filter(stream -> !stream.equals("-"))
                        .map(Decisions::node)
                        .toList(),
                null);
    }

    static ClusterQueries around(List<NodeReport> nodes, String other) {
        return new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                return nodes;
            }

            @Override
            public Optional<String> rollsFirst() {
                return Optional.ofNullable(other);
            }
        };
    }

    static NodeReport node(String stream) {
        String[] parts = stream.split("x");
        try {
            return NodeReport.of(
                    "pod",
                    JSON.readTree(
                            """
                            {"account_details": [{"stream_detail": [{"name": "s", "config": {"num_replicas": %s},
                              "state": {"messages": %s, "last_seq": 9}}]}]}
                            """
                                    .formatted(parts[0], parts[1])));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
