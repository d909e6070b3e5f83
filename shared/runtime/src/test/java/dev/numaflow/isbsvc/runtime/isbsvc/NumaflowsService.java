package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.secrets.TestAuthority;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A service as Numaflow's own controller leaves it on the API server: the objects of a golden case, written by another field manager,
 * with its hash on them, its finalizer and its status.
 */
final class NumaflowsService {

    static final Path CASES = Repository.file("shared/rendering/src/test/resources/golden/isbsvc");

    private static final String MANAGER = "?fieldManager=numaflow";
    private static final String AUTH =
            """
            system_account: sys

            accounts: {
              "js": {
                "jetstream": true,
                "users": [
                  {"user": "abcdefgh", "pass": "abcdefghijklmnop"}
                ]
              },
              "sys": {
                "users": [
                  {"user": "sys", "pass": "abcdefghijklmnopqrstuvwx"}
                ]
              }
            }
            """;
    private static final String AUTH_TLS =
            """
            tls {
              cert_file: "/etc/nats-config/server-cert.pem"
              key_file: "/etc/nats-config/server-key.pem"
              ca_file: "/etc/nats-config/ca-cert.pem"
            }""";

    private final TestCluster cluster;
    private final String golden;
    private final Names names;
    private final Optional<JsonNode> spec;
    private JsonNode service;

    private NumaflowsService(TestCluster cluster, String golden, String namespace, Optional<JsonNode> spec) {
        this.cluster = cluster;
        this.golden = golden;
        this.spec = spec;
        this.names = new Names(
                namespace, read(golden, "isbsvc.yaml").at("/metadata/name").asText());
    }

    static List<String> cases() {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Creates everything in a namespace of its own. */
    static NumaflowsService create(TestCluster cluster, String golden) {
        NumaflowsService made = new NumaflowsService(cluster, golden, cluster.newNamespace(golden), Optional.empty());
        made.createAll();
        return made;
    }

    /**
     * The same with another spec, whose pods are those that {@link NumaflowTemplate} renders, which is compared with the goldens elsewhere.
     *
     * @param jetstream that differs from the golden's in nothing but what pods are made of
     */
    static NumaflowsService create(TestCluster cluster, String golden, String jetstream) {
        NumaflowsService made = new NumaflowsService(
                cluster, golden, cluster.newNamespace(golden), Optional.of(TestCluster.tree(jetstream)));
        made.createAll();
        return made;
    }

    Names names() {
        return names;
    }

    private void createAll() {
        ObjectNode resource = read(golden, "isbsvc.yaml").deepCopy();
        resource.withObject("/metadata").remove(List.of("uid", "generation"));
        resource.withObject("/metadata").put("namespace", names.namespace());
        spec.ifPresent(jetstream -> resource.withObject("/spec").set("jetstream", jetstream));
        resource.withObject("/metadata").putArray("finalizers").add(Kinds.NUMAFLOWS_FINALIZER);
        service = post(ObjectRef.of(names), resource);
        post(secret(names.serverSecret()), withData(owned("secret-server", "v1", "Secret"), serverData()));
        post(
                secret(names.clientSecret()),
                withData(
                        owned("secret-client", "v1", "Secret"),
                        Map.of("client-auth-user", "abcdefgh", "client-auth-password", "abcdefghijklmnop")));
        ObjectNode map = owned("configmap", "v1", "ConfigMap");
        JsonNode conf = map.remove("natsConf");
        map.putObject("data").put("nats-js", conf(conf));
        post(ref(ObjectKind.CONFIG_MAP, names.configMap()), hashed(map));
        post(ref(ObjectKind.SERVICE, names.headlessService()), hashed(owned("service", "v1", "Service")));
        ObjectNode set = owned("statefulset", "apps/v1", "StatefulSet");
        spec.ifPresent(any -> set.withObject("/spec")
                .set(
                        "template",
                        ObjectMetas.of(NumaflowTemplate.render(ServiceRules.check(service, ControllerConfig.builtIn())
                                .value()))));
        post(ObjectRef.ofStatefulSet(names), hashed(set));
        writeStatus();
    }

    /**
     * Its controller writes its rendering of today's spec over what is there, as it does where the hash that it stored is of another one:
     * the whole content, and of the metadata its hash.
     */
    void writeRendering() {
        ObjectNode map = owned("configmap", "v1", "ConfigMap");
        map.putObject("data").put("nats-js", conf(map.path("natsConf")));
        put(ref(ObjectKind.CONFIG_MAP, names.configMap()), "data", map.path("data"));
        put(
                ref(ObjectKind.SERVICE, names.headlessService()),
                "spec",
                owned("service", "v1", "Service").path("spec"));
        ObjectNode set = owned("statefulset", "apps/v1", "StatefulSet");
        set.withObject("/spec")
                .set(
                        "template",
                        ObjectMetas.of(NumaflowTemplate.render(ServiceRules.check(live(), ControllerConfig.builtIn())
                                .value())));
        put(ObjectRef.ofStatefulSet(names), "spec", set.path("spec"));
    }

    private void put(ObjectRef ref, String content, JsonNode rendered) {
        ObjectNode written = hashed(live(ref).deepCopy());
        written.set(content, rendered);
        written.withObject("/metadata").remove("resourceVersion");
        cluster.client().raw(ref.path() + MANAGER, "PUT", written.toString());
    }

    /** As its controller does, by server-side apply. */
    private void writeStatus() {
        ObjectNode status = service.deepCopy();
        ObjectNode written = status.putObject("status").put("phase", "Running").put("type", "jetstream");
        written.put("observedGeneration", 1);
        for (String type : List.of("Configured", "Deployed", "ChildrenResourcesHealthy")) {
            written.withArray("conditions")
                    .addObject()
                    .put("type", type)
                    .put("status", "True")
                    .put("reason", "Successful")
                    .put("message", "")
                    .put("lastTransitionTime", "2026-01-01T00:00:00Z");
        }
        ObjectNode config = here(read(golden, "numaflow/status-config.yaml"));
        ObjectNode jetstream = (ObjectNode) config.path("jetstream");
        jetstream.put("streamConfig", jetstream.path("streamConfig").toString());
        written.set("config", config);
        cluster.writeStatus(status);
    }

    private Map<String, String> serverData() {
        TestAuthority authority = new TestAuthority();
        Certificates server = authority.serverOf(names);
        Certificates nodes = authority.clusterOf(names);
        return Map.of(
                "auth", AUTH + (isTls() ? AUTH_TLS : ""),
                "encryption", "abcdefghijkl",
                "private-key", server.privateKey(),
                "cert", server.cert(),
                "ca-cert", server.caCert(),
                "cluster-private-key", nodes.privateKey(),
                "cluster-cert", nodes.cert(),
                "cluster-ca-cert", nodes.caCert());
    }

    private boolean isTls() {
        return read(golden, "isbsvc.yaml").at("/spec/jetstream/tls").asBoolean();
    }

    private static ObjectNode withData(ObjectNode secret, Map<String, String> data) {
        secret.remove("dataShape");
        ObjectNode encoded = secret.putObject("data");
        data.forEach((key, value) ->
                encoded.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        return secret;
    }

    private static ObjectNode hashed(ObjectNode object) {
        object.withObject("/metadata/annotations").put("numaflow.numaproj.io/hash", "0123456789abcdef");
        return object;
    }

    private ObjectNode owned(String object, String apiVersion, String kind) {
        ObjectNode owned = here(read(golden, "numaflow/" + object + ".yaml"));
        owned.put("apiVersion", apiVersion).put("kind", kind);
        ((ObjectNode) owned.at("/metadata/ownerReferences/0")).put("uid", ObjectMetas.uid(service));
        return owned;
    }

    /** In the namespace of the test. */
    private ObjectNode here(JsonNode tree) {
        String text = tree.toString()
                .replace("-svc.data.svc", "-svc." + names.namespace() + ".svc")
                .replace("\"namespace\":\"data\"", "\"namespace\":\"" + names.namespace() + "\"");
        return (ObjectNode) TestCluster.tree(text);
    }

    private JsonNode post(ObjectRef ref, ObjectNode object) {
        String collection = ref.path().substring(0, ref.path().lastIndexOf('/'));
        return TestCluster.tree(cluster.client().raw(collection + MANAGER, "POST", object.toString()));
    }

    ObjectRef secret(String name) {
        return ref(ObjectKind.SECRET, name);
    }

    ObjectRef ref(ObjectKind kind, String name) {
        return new ObjectRef(kind, names.namespace(), name);
    }

    JsonNode live(ObjectRef ref) {
        return cluster.cluster().get(ref).orElseThrow();
    }

    JsonNode live() {
        return live(ObjectRef.of(names));
    }

    JsonNode statefulSet() {
        return live(ObjectRef.ofStatefulSet(names));
    }

    /** The text in Numaflow's order and words, from the parsed values of the golden. */
    private static String conf(JsonNode conf) {
        StringBuilder text = new StringBuilder("port: " + conf.path("port") + "\npid_file: " + conf.path("pid_file")
                + "\n\nmax_payload: " + conf.path("max_payload")
                + "\n\n###############\n#             #\n# Monitoring  #\n###############\nhttp: " + conf.path("http")
                + "\nserver_name: $POD_NAME\njetstream {\n  "
                + Optional.of(conf.at("/jetstream/key").asText())
                        .filter(key -> !key.isEmpty())
                        .map(key -> "key: " + key)
                        .orElse("")
                + "\n  store_dir: " + conf.at("/jetstream/store_dir") + "\n  max_memory_store: "
                + conf.at("/jetstream/max_memory_store") + "\n  max_file_store: "
                + conf.at("/jetstream/max_file_store") + "\n}\n");
        JsonNode nodes = conf.path("cluster");
        if (!nodes.isMissingNode()) {
            String routes = String.join(
                    ",",
                    StreamSupport.stream(nodes.path("routes").spliterator(), false)
                            .map(JsonNode::asText)
                            .toList());
            text.append("cluster {\n  port: " + nodes.path("port") + "\n  name: "
                    + nodes.path("name").asText() + "\n  routes: [" + routes
                    + "]\n  cluster_advertise: $CLUSTER_ADVERTISE\n  connect_retries: 120\n  ");
            JsonNode tls = nodes.path("tls");
            if (!tls.isMissingNode()) {
                text.append("tls {\n    cert_file: " + tls.path("cert_file") + "\n\tkey_file: " + tls.path("key_file")
                        + "\n\tca_file: " + tls.path("ca_file") + "\n  }\n");
            }
            text.append("\n}\n");
        }
        return text + "lame_duck_duration: 120s\n##################\ninclude ./auth.conf";
    }

    private static JsonNode read(String golden, String file) {
        try {
            return TestCluster.tree(Files.readString(CASES.resolve(golden).resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
