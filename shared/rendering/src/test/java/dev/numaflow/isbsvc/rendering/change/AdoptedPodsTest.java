package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a service that Numaflow's controller made, write by write. */
class AdoptedPodsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant WRITTEN = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<NodeReport> HAS_MESSAGES = reports("3x5");
    private static final List<NodeReport> NO_MESSAGES = reports("3x0");

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
              routes: [nats://isbsvc-default-js-0.isbsvc-default-js-svc.data.svc:6222,nats://isbsvc-default-js-1.isbsvc-default-js-svc.data.svc:6222,nats://isbsvc-default-js-2.isbsvc-default-js-svc.data.svc:6222]
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "persistence: {}",
                "replicas: 3",
                "persistence: {}, encryption: true",
                "persistence: {}, tls: true",
                "persistence: {}, startArgs: [-DV], nodeSelector: {disk: fast}, containerTemplate: {resources: {limits: {memory: 1Gi}}}"
            })
    void nothingThatPodsOrServersReadIsWritten(String spec) {
        ValidService service = Services.jetstream(spec);
        LiveChildren live = asNumaflowLeavesIt(service);

        for (int run = 0; run < 2; run++) {
            ChangeDecision decision = decide(service, live);
            LiveChildren written = write(decision, live);

            assertThat(decision.held()).isEmpty();
            assertThat(template(written)).isEqualTo(template(live));
            assertThat(conf(written)).isEqualTo(conf(live));
            live = written;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings: 'max_payload: 2097152'", "bufferConfig: 'stream: {maxMsgs: 5}'"})
    void aChangeThatReplacesNoPodLeavesThemAsTheyAre(String change) {
        LiveChildren live = adopted("persistence: {}");

        LiveChildren written = write(decide(Services.jetstream("persistence: {}, " + change), live), live);

        assertThat(template(written)).isEqualTo(template(live));
        // Servers that were started without it refuse this and every later reload.
        assertThat(conf(written)).doesNotContain("allow_non_tls");
        assertThat(conf(written).contains("2097152")).isEqualTo(change.contains("max_payload"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "startArgs: [-DV]",
                "nodeSelector: {disk: fast}",
                "settings: 'max_file_store: 2TB'",
                "settings: 'max_payload: 65MB'",
                "settings: 'sync_interval: 1s'",
                "metadata: {labels: {team: a}}"
            })
    void aChangeThatReplacesPodsBringsAllOfOurRendering(String change) {
        ValidService changed = Services.jetstream("persistence: {}, " + change);
        LiveChildren live = adopted("persistence: {}");

        LiveChildren written = write(decide(changed, live), live);

        assertThat(template(written)).isEqualTo(ourTemplate(changed));
        assertThat(conf(written)).contains("allow_non_tls");
        assertThat(template(write(decide(Services.jetstream("persistence: {}"), written), written)))
                .as("taken back")
                .isEqualTo(ourTemplate(Services.jetstream("persistence: {}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"startArgs: [-DV]", "settings: 'max_file_store: 2TB'"})
    void aChangeThatNumaflowsControllerHasNotSeenReplacesPods(String change) {
        ValidService changed = Services.jetstream("persistence: {}, " + change);
        LiveChildren live = asNumaflowLeavesIt(Services.jetstream("persistence: {}"));

        assertThat(template(write(decide(changed, live), live))).isEqualTo(ourTemplate(changed));
    }

    /** The ConfigMap is written before the StatefulSet; whoever ends between the two has decided. */
    @ParameterizedTest
    @ValueSource(strings = {"", ", startArgs: [-DV]", ", settings: 'max_file_store: 2TB'"})
    void aRunThatEndedAfterTheConfigMapIsContinuedToTheSameEnd(String change) {
        ValidService service = Services.jetstream("persistence: {}" + change);
        LiveChildren live = asNumaflowLeavesIt(Services.jetstream("persistence: {}"));
        LiveChildren whole = write(decide(service, live), live);

        LiveChildren half = new LiveChildren(live.statefulSet(), whole.configMap(), false);
        LiveChildren continued = write(decide(service, half), half);

        assertThat(template(continued)).isEqualTo(template(whole));
        assertThat(conf(continued)).isEqualTo(conf(whole));
    }

    /** As the held change says: take it back. */
    @ParameterizedTest
    @ValueSource(strings = {"startArgs: [-DV]", "settings: 'max_file_store: 2TB'", "version"})
    void aHeldChangeThatIsTakenBackLeavesThePodsToTheNextOne(String change) {
        ValidService runs = Services.jetstream("replicas: 3");
        LiveChildren live = asNumaflowLeavesIt(runs);
        LiveChildren first = held(change.equals("version") ? withImage(runs) : jetstreamOf3(change), live);
        LiveChildren second = held(jetstreamOf3("nodeSelector: {disk: fast}"), first);

        ChangeDecision back = decide(runs, second, HAS_MESSAGES);
        LiveChildren written = write(back, second);

        assertThat(back.held()).isEmpty();
        assertThat(template(written)).isEqualTo(template(live));
        assertThat(conf(written)).isEqualTo(conf(live));
        assertThat(written.statefulSet().at("/metadata/annotations"))
                .as("as if it had never been asked for")
                .isEqualTo(write(decide(runs, live), live).statefulSet().at("/metadata/annotations"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"startArgs: [-DV]", "settings: 'max_file_store: 2TB'"})
    void aHeldChangeIsCarriedOutOnceThereAreNoMessages(String change) {
        ValidService changed = jetstreamOf3(change);
        LiveChildren held = held(changed, asNumaflowLeavesIt(Services.jetstream("replicas: 3")));
        LiveChildren whole = write(decide(changed, held, NO_MESSAGES), held);
        assertThat(template(whole)).isEqualTo(ourTemplate(changed));

        LiveChildren half = new LiveChildren(held.statefulSet(), whole.configMap(), false);
        assertThat(template(write(decide(changed, half, NO_MESSAGES), half)))
                .as("ended after the ConfigMap")
                .isEqualTo(ourTemplate(changed));
    }

    private static ValidService jetstreamOf3(String change) {
        return Services.jetstream("replicas: 3, " + change);
    }

    private static ValidService withImage(ValidService service) {
        return Decisions.withImage(service, "nats:2.12.9");
    }

    private static LiveChildren held(ValidService service, LiveChildren live) {
        ChangeDecision decision = decide(service, live, HAS_MESSAGES);
        LiveChildren written = write(decision, live);
        assertThat(decision.held()).hasSize(1);
        assertThat(template(written)).isEqualTo(template(live));
        assertThat(conf(written)).isEqualTo(conf(live));
        return written;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nodeSelector: {disk: fast}",
                "dnsPolicy: Default",
                "priorityClassName: high",
                "securityContext: {runAsUser: 5}",
                "nodeSelector: {disk: fast, arch: arm64}",
                "metadata: {labels: {team: a}}",
                "metadata: {annotations: {team: a}}",
                "containerTemplate: {securityContext: {privileged: true}}",
                "containerTemplate: {resources: {limits: {memory: 1Gi}}}",
                "reloaderContainerTemplate: {resources: {requests: {cpu: 1m}}}",
                "metricsContainerTemplate: {envFrom: [{configMapRef: {name: a}}]}"
            })
    void aFieldThatWasTakenOutBeforeReplacesPods(String field) {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren live = asNumaflowLeavesIt(Services.jetstream("persistence: {}, " + field));

        assertThat(template(write(decide(service, live), live))).isEqualTo(ourTemplate(service));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nodeSelector: {disk: fast, arch: arm64} | nodeSelector: {disk: fast}",
                "containerTemplate: {resources: {limits: {cpu: 1, memory: 1Gi}}} | containerTemplate: {resources: {limits: {cpu: 1}}}"
            })
    void aKeyThatWasTakenOutBeforeReplacesPods(String before, String after) {
        ValidService service = Services.jetstream("persistence: {}, " + after);
        LiveChildren live = asNumaflowLeavesIt(Services.jetstream("persistence: {}, " + before));

        assertThat(template(write(decide(service, live), live))).isEqualTo(ourTemplate(service));
    }

    @Test
    void podsThatKubectlHasRestartedStay() {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren live = asNumaflowLeavesIt(service);
        ObjectNode restarted = live.statefulSet().deepCopy();
        restarted
                .withObject("/spec/template/metadata/annotations")
                .put("kubectl.kubernetes.io/restartedAt", "2026-01-01T00:00:00Z");
        LiveChildren found = live.with(restarted);

        assertThat(template(write(decide(service, found), found))).isEqualTo(template(found));
    }

    @Test
    void aFieldThatIsAskedForNoLongerReplacesPods() {
        LiveChildren live = adopted("persistence: {}, nodeSelector: {disk: fast}");

        assertThat(template(write(decide(Services.jetstream("persistence: {}"), live), live))
                        .at("/spec/nodeSelector")
                        .isMissingNode())
                .isTrue();
    }

    @Test
    void anEditByHandIsRepairedByOurRendering() {
        LiveChildren live = adopted("persistence: {}");
        ObjectNode edited = live.statefulSet().deepCopy();
        ((ObjectNode) edited.at("/spec/template/spec/containers/0")).put("image", "nats:mine");

        assertThat(template(write(decide(Services.jetstream("persistence: {}"), live.with(edited)), live)))
                .isEqualTo(ourTemplate(Services.jetstream("persistence: {}")));
    }

    /** Without the digests it would be Numaflow's again: the template itself says that it is ours. */
    @Test
    void ourOwnTemplateIsNeverTakenForNumaflows() {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren ours = CurrentState.asApplied(service).live();

        assertThat(Running.arePodsOurs(ours.statefulSet())).isTrue();
        assertThat(decide(service, ours).running().keptPods()).isEmpty();
    }

    /** An earlier version kept such pods for their messages alone, with our configuration: servers refuse to reload either way. */
    @Test
    void pinnedPodsThatWereNeverAdoptedKeepWhatTheirConfigurationAllows() {
        ValidService service = Services.jetstream("replicas: 3");
        LiveChildren found = asNumaflowLeavesIt(service);
        LiveChildren ours = CurrentState.asApplied(service).live();
        ObjectNode set = found.statefulSet().deepCopy();
        set.withObject("/metadata")
                .set(
                        "annotations",
                        ours.statefulSet().at("/metadata/annotations").deepCopy());
        LiveChildren live = new LiveChildren(set, ours.configMap(), false);

        ChangeDecision decision = decide(service, live, HAS_MESSAGES);

        assertThat(decision.running().keptPods()).isPresent();
        assertThat(conf(write(decision, live))).isEqualTo(conf(live)).contains("allow_non_tls");
    }

    /** What it was adopted with ends with its pods: a template that Numaflow's controller writes later is drift. */
    @Test
    void podsThatNumaflowsControllerRendersAfterOursAreReplaced() {
        ValidService service = Services.jetstream("persistence: {}");
        LiveChildren adopted = adopted("persistence: {}");
        LiveChildren ours = write(decide(Services.jetstream("persistence: {}, startArgs: [-DV]"), adopted), adopted);
        LiveChildren unfenced = ours.with(((ObjectNode) ours.statefulSet().deepCopy())
                .set("spec", adopted.statefulSet().path("spec")));

        LiveChildren written = write(decide(service, unfenced), unfenced);

        assertThat(template(written)).isEqualTo(ourTemplate(service));
        assertThat(conf(written)).contains("allow_non_tls");
    }

    private static LiveChildren adopted(String spec) {
        ValidService service = Services.jetstream(spec);
        LiveChildren live = asNumaflowLeavesIt(service);
        return write(decide(service, live), live);
    }

    private static LiveChildren asNumaflowLeavesIt(ValidService service) {
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
                                service.spec().tlsEnabled() ? TLS : ""));
        return new LiveChildren(managed(set, "f:spec", "numaflow"), managed(map, "f:data", "numaflow"), false);
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

    private static ChangeDecision decide(ValidService service, LiveChildren live) {
        return decide(service, live, List.of());
    }

    private static ChangeDecision decide(ValidService service, LiveChildren live, List<NodeReport> nodes) {
        return ChangeDecider.decide(Children.of(service), live, "", new ClusterQueries() {
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
                })
                .value();
    }

    /** What the API server holds after the decision is carried out. */
    private static LiveChildren write(ChangeDecision decision, LiveChildren before) {
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

    private static List<NodeReport> reports(String stream) {
        return Collections.nCopies(3, Decisions.node(stream));
    }

    private static JsonNode template(LiveChildren live) {
        return live.statefulSet().at("/spec/template");
    }

    private static JsonNode ourTemplate(ValidService service) {
        return JSON.valueToTree(Children.of(service).statefulSet()).at("/spec/template");
    }

    private static String conf(LiveChildren live) {
        return live.configMap().at("/data/nats-js").asText();
    }
}
