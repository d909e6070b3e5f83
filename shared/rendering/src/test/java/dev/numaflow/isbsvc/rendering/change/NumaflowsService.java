package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A service as Numaflow's controller leaves it, and what becomes of it write by write. */
final class NumaflowsService {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    /** As Numaflow writes it: its order, its words for sizes, its comments. */
    private static final String NUMAFLOWS_CONF =
            """
            port: 4222
            pid_file: "/var/run/nats/nats.pid"

            max_payload: 1048576

            ###############
            #             #
            # Monitoring  #
            #             #
            ###############
            http: 8222
            server_name: $POD_NAME
            jetstream {
              %s
              store_dir: "/data/jetstream/store"
              max_memory_store: -1
              max_file_store: 1TB
            }
            cluster {
              port: 6222
              name: default
              routes: [%s]
              cluster_advertise: $CLUSTER_ADVERTISE
              connect_retries: 120
              %s
            }
            lame_duck_duration: 120s
            include ./auth.conf""";

    private static final String TLS =
            """
            tls {
                cert_file: "/etc/nats-config/cluster-server-cert.pem"
            	key_file: "/etc/nats-config/cluster-server-key.pem"
            	ca_file: "/etc/nats-config/cluster-ca-cert.pem"
              }
            """;

    private NumaflowsService() {}

    static LiveChildren adopted(String spec) {
        ValidService service = Services.jetstream(spec);
        LiveChildren live = asNumaflowLeavesIt(service);
        return write(decide(service, live), live);
    }

    static LiveChildren asNumaflowLeavesIt(ValidService service) {
        ObjectNode set = JSON.valueToTree(Children.of(service).statefulSet());
        set.withObject("/metadata").remove("annotations");
        set.withObject("/spec").set("template", JSON.valueToTree(NumaflowTemplate.render(service)));
        // A default, which the API server records as that of the creator.
        ObjectNode pod = set.withObject("/spec/template/spec");
        if (!pod.hasNonNull("dnsPolicy")) {
            pod.put("dnsPolicy", "ClusterFirst").put("restartPolicy", "Always");
        }
        ObjectNode map = JSON.createObjectNode().put("kind", "ConfigMap");
        map.putObject("metadata").put("name", service.names().configMap());
        map.putObject("data")
                .put(
                        "nats-js",
                        NUMAFLOWS_CONF.formatted(
                                service.spec().encrypted() ? "key: $JS_KEY" : "",
                                IntStream.range(0, service.spec().replicasOrDefault())
                                        .mapToObj(NumaflowsService::route)
                                        .collect(Collectors.joining(",")),
                                service.spec().tlsEnabled() ? TLS : ""));
        return new LiveChildren(managed(set, "f:spec", "numaflow"), managed(map, "f:data", "numaflow"), false);
    }

    private static String route(int ordinal) {
        return "nats://isbsvc-default-js-" + ordinal + ".isbsvc-default-js-svc.data.svc:6222";
    }

    private static JsonNode managed(ObjectNode object, String field, String manager) {
        ObjectNode fields = object.withObject("/metadata")
                .putArray("managedFields")
                .addObject()
                .put("manager", manager)
                .put("time", WRITTEN.toString())
                .putObject("fieldsV1");
        if (field.equals("f:data")) {
            fields.putObject(field).putObject("f:nats-js");
        } else {
            fields.putObject(field);
        }
        return object;
    }

    static ChangeDecision decide(ValidService service, LiveChildren live) {
        return decide(service, live, List.of());
    }

    static ChangeDecision decide(ValidService service, LiveChildren live, List<NodeReport> nodes) {
        return ChangeDecider.decide(Children.of(service), live, "", cluster(service, nodes))
                .value();
    }

    /** The same in the last roll before the service is left. */
    static ChangeDecision lastRoll(ValidService service, LiveChildren live, List<NodeReport> nodes) {
        return ChangeDecider.lastRoll(Children.of(service), live, "", "", cluster(service, nodes))
                .value();
    }

    private static ClusterQueries cluster(ValidService service, List<NodeReport> nodes) {
        return new ClusterQueries() {
            @Override
            public List<NodeReport> nodes(int replicas) {
                return nodes;
            }

            @Override
            public List<ServerRun> runs(int replicas) {
                return IntStream.range(0, replicas)
                        .mapToObj(i -> new ServerRun(
                                service.names().pod(i),
                                Optional.of(WRITTEN.plusSeconds(5)),
                                Optional.of(WRITTEN.plusSeconds(5)),
                                0))
                        .toList();
            }

            @Override
            public Optional<String> rollsFirst() {
                return Optional.empty();
            }
        };
    }

    /** What the API server holds after the decision is carried out. */
    static LiveChildren write(ChangeDecision decision, LiveChildren before) {
        List<HasMetadata> children = decision.children();
        JsonNode set = written(children.get(children.size() - 1), before.statefulSet());
        JsonNode map = written(children.get(0), before.configMap());
        return new LiveChildren(set, map, false);
    }

    private static JsonNode written(HasMetadata child, JsonNode before) {
        ObjectNode object = JSON.valueToTree(child);
        ObjectNode annotations = object.withObject("/metadata/annotations");
        // Ours are never removed.
        before.at("/metadata/annotations").properties().stream()
                .filter(annotation -> !annotations.has(annotation.getKey()))
                .forEach(annotation -> annotations.set(annotation.getKey(), annotation.getValue()));
        boolean sameData = object.path("data").equals(before.path("data"));
        return managed(object, "f:data", sameData && !object.path("data").isMissingNode() ? "numaflow" : "isbsvc");
    }

    static JsonNode template(LiveChildren live) {
        return live.statefulSet().at("/spec/template");
    }

    static JsonNode ourTemplate(ValidService service) {
        return JSON.valueToTree(Children.of(service).statefulSet()).at("/spec/template");
    }

    static String conf(LiveChildren live) {
        return live.configMap().at("/data/nats-js").asText();
    }
}
