package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.testkit.ClusterExtension;
import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whether the API server warns of what is held and refuses what is refused: the same fields as the plugin, row by row. */
class AdmissionTableIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> POLICIES = List.of("refused-specs", "warnings");

    @RegisterExtension
    private final ClusterExtension cluster = new ClusterExtension();

    @TempDir
    private Path folder;

    private Objects policies;
    private AppliedService services;

    @BeforeEach
    void installPolicies() throws IOException {
        policies = new Objects(cluster.client());
        for (String policy : POLICIES) {
            policies.create(Files.readString(Repository.file("knative/manifests/admission/" + policy + ".yaml")));
        }
        services = new AppliedService(cluster);
        // A policy bites a moment after it was made, and each by itself.
        ObjectNode refused = services.named("probe", tree("{version: latest, replicas: 2}"));
        ObjectNode warned = services.named("probe", tree("{version: latest}"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> services.tryCreate(refused).refused().isPresent()
                        && !services.tryCreate(warned).warnings().isEmpty());
    }

    /** What a test installs, the next one must not find. */
    @AfterEach
    void removePolicies() {
        policies.remove();
    }

    @TestFactory
    Stream<DynamicTest> theApiServerSaysWhatThePluginSays() throws IOException {
        JsonNode rows = tree(Files.readString(Path.of("src/test/resources/golden/admission.yaml")));
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> DynamicTest.dynamicTest(row.path("id").asText(), () -> compare(row)));
    }

    private void compare(JsonNode row) throws IOException {
        String name = "row-" + Integer.toHexString(row.path("id").asText().hashCode());
        ObjectNode before = services.named(name, row.path("from"));
        ObjectNode now = services.named(name, row.path("spec"));
        boolean update = row.has("from");
        AppliedService.Answer answer = update ? services.tryUpdate(before, now) : services.tryCreate(now);
        Parsed<ValidService> checked = ServiceRules.check(now, ControllerConfig.builtIn());

        assertThat(paths(answer.refused().stream().toList())).as("refused").isEqualTo(paths(row.path("refused")));
        assertThat(paths(checked.isGood() ? List.of() : violations(checked)))
                .as("refused by rules")
                .isEqualTo(checked.isGood() ? Set.of() : paths(row.path("refused"), row.path("only-plan")));
        if (checked.isGood()) {
            assertThat(paths(answer.warnings())).as("warned").isEqualTo(paths(row.path("warned"), row.path("held")));
            assertThat(paths(warnings(checked)))
                    .as("warned by rules")
                    .isEqualTo(paths(row.path("warned"), row.path("only-rules")));
            assertThat(update ? planned(before, now) : Set.of())
                    .as("held by plan")
                    .isEqualTo(paths(row.path("held"), row.path("only-plan")));
        }
    }

    /** A way back is none that is to be warned of. */
    @Test
    void whereSomethingIsHeldAlreadyTheStatusSaysSo() {
        ObjectNode held = services.named("orders", tree("{version: 2.10.11, encryption: true, persistence: {}}"));
        ObjectNode back = services.named("orders", tree("{version: 2.10.11, persistence: {}}"));
        JsonNode status = tree("{conditions: [{type: ChangesHeld, status: 'True', reason: Held, message: m,"
                + " lastTransitionTime: '2026-01-01T00:00:00Z'}]}");

        assertThat(services.tryUpdate(held, back, status).warnings()).isEmpty();
        assertThat(services.tryUpdate(held, back).warnings()).hasSize(1);
    }

    /** Its finalizer has to go, and it may get an annotation, whatever rule is new. */
    @Test
    void aServiceThatIsThereMayKeepASpecThatIsRefusedNow() {
        removePolicies();
        ObjectNode odd = services.named("odd", tree("{version: latest, replicas: 2}"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> services.tryCreate(odd).refused().isEmpty());
        services.create(odd);
        policies = new Objects(cluster.client());
        POLICIES.forEach(policy -> policies.create(text(policy)));
        ObjectNode other = services.named("probe", tree("{version: latest, replicas: 2}"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> services.tryCreate(other).refused().isPresent());

        ObjectNode annotated = odd.deepCopy();
        ((ObjectNode) annotated.path("metadata")).putObject("annotations").put("a", "b");

        assertThat(services.tryReplace(annotated).refused()).isEmpty();

        ObjectNode changed = services.named("odd", tree("{version: 2.10.11, replicas: 2, persistence: {}}"));
        assertThat(services.tryReplace(changed).refused())
                .as("beside the old value")
                .isEmpty();
        assertThat(services.tryReplace(changed).warnings())
                .as("of the old value")
                .anyMatch(warning -> warning.contains("spec.jetstream.replicas: 2 is refused"));
        ObjectNode again = services.named("odd", tree("{version: latest, replicas: 4}"));
        assertThat(services.tryReplace(again).refused())
                .as("another refused value")
                .isPresent();
    }

    private static String text(String policy) {
        try {
            return Files.readString(Repository.file("knative/manifests/admission/" + policy + ".yaml"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Set<String> planned(JsonNode before, JsonNode now) throws IOException {
        Path from = Files.writeString(folder.resolve("from.yaml"), before.toString());
        Path to = Files.writeString(folder.resolve("to.yaml"), now.toString());
        Run run = Run.of("plan", "--from", from.toString(), "--to", to.toString(), "-o", "json");
        assertThat(run.err()).isEmpty();
        return new TreeSet<>(
                StreamSupport.stream(JSON.readTree(run.out()).path("rows").spliterator(), false)
                        .filter(row -> !row.path("id").asText().isEmpty())
                        .map(row -> row.path("field").asText())
                        .toList());
    }

    private static List<String> violations(Parsed<ValidService> checked) {
        return checked.violations().stream().map(Violation::path).toList();
    }

    private static List<String> warnings(Parsed<ValidService> checked) {
        return checked.value().warnings().stream()
                .map(warning -> warning.path())
                .toList();
    }

    /** What a message begins with. */
    private static Set<String> paths(Collection<String> messages) {
        return new TreeSet<>(messages.stream()
                .map(message -> message.replaceFirst("(?s): .*", ""))
                .toList());
    }

    private static Set<String> paths(JsonNode... named) {
        Set<String> paths = new TreeSet<>();
        Stream.of(named).forEach(list -> list.forEach(path -> paths.add(path.asText())));
        return paths;
    }

    private static JsonNode tree(String yaml) {
        return YamlDocuments.read(yaml, "a test's table").value().get(0);
    }
}
