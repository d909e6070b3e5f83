package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.BufferUser;
import dev.numaflow.isbsvc.rendering.buffers.BufferUsers;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.rendering.validation.Violation;
import dev.numaflow.isbsvc.rendering.yaml.YamlDocuments;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.event.EventHandling;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever stands in a spec, a Pipeline, the controller's ConfigMap or an event: within two seconds and 128 MB it is refused by its path,
 * or what follows from it is taken by a real API server that is asked strictly, and by a real nats-server. More tries than in a build:
 * {@code -Djqwik.tries.default=5000}.
 */
@AddLifecycleHook(WhereAControlPlaneIs.class)
class HostileInputIT {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final int LONGEST_REASON = 2_000;
    private static RealJudges judges;

    @BeforeContainer
    static void open() {
        judges = new RealJudges();
        // What is loaded once is not measured.
        judges.accept(
                Bounds.within(() -> check(service(TestCluster.tree("{version: 2.12.7}")), ControllerConfig.builtIn())
                        .value()));
    }

    @AfterContainer
    static void close() {
        judges.close();
    }

    @Property
    void aSpecIsRefusedByItsPathOrBuilt(@ForAll("specs") JsonNode spec) {
        judge(service(spec), ControllerConfig.builtIn());
    }

    @Property
    void theControllersConfigurationIsRefusedByItsPathOrServicesAreBuiltOfIt(@ForAll("configurations") String text) {
        Parsed<ControllerConfig> config = Bounds.within(() -> ControllerConfig.parse(text));
        if (refused(config)) {
            return;
        }
        assertThat(config.value().warnings()).hasSizeLessThan(20);
        judge(service(TestCluster.tree("{version: 2.12.7}")), config.value());
    }

    @Property
    void aPipelineIsRefusedByItsPathOrPlanned(@ForAll("pipelines") JsonNode pipeline) {
        Parsed<BufferUser> user = Bounds.within(() -> BufferUsers.read(pipeline));
        if (!refused(user)) {
            BufferConfig buffers = BufferConfig.merge(new YamlText("", "a"), new YamlText("", "b"), 3)
                    .value();
            List<BufferPlan> plans = Bounds.within(() -> user.value().plans(buffers));
            assertThat(plans).isNotEmpty();
        }
    }

    @Property
    void anEventIsAPointerOrDropped(@ForAll("events") CloudEvent<byte[]> event) {
        Bounds.within(() -> Optional.ofNullable(new EventHandling("hostile").handle(event, this::done)));
    }

    private Outcome done(Pointer pointer) {
        if (!pointer.isTick()) {
            assertThat(pointer.object().path()).matches("/apis?/[a-z0-9./-]+");
        }
        return new Outcome.Done("");
    }

    private static void judge(JsonNode service, ControllerConfig config) {
        Parsed<ValidService> judged = Bounds.within(() -> check(service, config));
        if (!refused(judged)) {
            judges.accept(judged.value());
        }
    }

    private static Parsed<ValidService> check(JsonNode service, ControllerConfig config) {
        return ServiceRules.check(service, config);
    }

    private static boolean refused(Parsed<?> parsed) {
        assertThat(parsed.violations()).allSatisfy(HostileInputIT::isTold);
        return !parsed.isGood();
    }

    private static void isTold(Violation violation) {
        assertThat(violation.path()).isNotBlank();
        assertThat(violation.found()).isNotBlank();
        assertThat(violation.allowed()).isNotBlank();
        assertThat(violation.toString()).hasSizeLessThan(LONGEST_REASON);
    }

    private static JsonNode service(JsonNode jetstream) {
        ObjectNode service = (ObjectNode) TestCluster.tree(TestCluster.service("n", "{}"));
        service.withObject("/metadata").put("uid", "uid-1").put("generation", 1);
        service.withObject("/spec").set("jetstream", jetstream);
        return service;
    }

    @Provide
    Arbitrary<JsonNode> specs() throws IOException {
        return Mutation.of(documents("specs.yaml"));
    }

    @Provide
    Arbitrary<JsonNode> pipelines() throws IOException {
        return Arbitraries.of(documents("pipelines.yaml"))
                .flatMap(pipeline -> Mutation.of(List.of(pipeline.path("spec")))
                        .map(spec -> ((ObjectNode) pipeline.deepCopy()).set("spec", spec)));
    }

    @Provide
    Arbitrary<String> configurations() throws IOException {
        JsonNode builtIn = read(ControllerConfig.class.getResourceAsStream("controller-config.yaml"))
                .get(0);
        Arbitrary<String> mutated = Mutation.of(List.of(builtIn)).map(HostileInputIT::text);
        return Arbitraries.frequencyOf(
                Tuple.of(4, mutated),
                Tuple.of(1, Arbitraries.of(HostileValues.TEXTS)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(200)));
    }

    @Provide
    Arbitrary<CloudEvent<byte[]>> events() {
        Arbitrary<String> texts = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(HostileValues.TEXTS)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(100)),
                Tuple.of(2, Arbitraries.of("Pod", "InterStepBufferService", "team-a", "isbsvc-n-js-0")));
        Arbitrary<String> types = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(EventType.values()).map(EventType::value)), Tuple.of(1, texts));
        Arbitrary<String> subjects = texts.map(text -> "/apis/v1/namespaces/team-a/pods/" + text);
        return Combinators.combine(types, Arbitraries.oneOf(texts, subjects), texts, texts, texts)
                .as((type, subject, kind, namespace, name) -> CloudEventBuilder.create()
                        .id("1")
                        .type(type)
                        .source("x")
                        .subject(subject)
                        .extensions(
                                kind.isEmpty() ? Map.of() : Map.of("kind", kind, "namespace", namespace, "name", name))
                        .build(text(namespace), "application/json"));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(JsonNode tree) {
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<JsonNode> documents(String name) throws IOException {
        return read(HostileInputIT.class.getResourceAsStream("/hostile/" + name));
    }

    private static List<JsonNode> read(InputStream resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(resource)) {
            return YamlDocuments.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), "resource")
                    .value();
        }
    }
}
