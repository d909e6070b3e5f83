package dev.numaflow.isbsvc.rendering.children;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Items;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Variable;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing that a user adds to the pods stands for what is rendered; what is rendered later is held against it too. */
class UserPartTest {

    private static final String FULL = "encryption: true, tls: true, persistence: {}, containerTemplate:"
            + " {resources: {limits: {memory: 2Gi}}}";

    @Test
    void noVariableThatIsRenderedMayBeSetByAUser() {
        assertThat(rendered()).isNotEmpty().allSatisfy(name -> {
            assertThat(refused("containerTemplate", "env", name))
                    .containsExactly("spec.jetstream.containerTemplate.env[0].name");
        });
    }

    @Test
    void everyVariableThatTheConfigurationReadsIsRendered() {
        Set<String> read = new HashSet<>();
        collect(ServerConf.render(Services.jetstream(FULL)), read);

        assertThat(read).contains("JS_KEY");
        assertThat(rendered()).containsAll(read);
    }

    /** Kubernetes lets a variable win over those of whole Secrets and ConfigMaps, so none that is read comes from there. */
    @Test
    void whatComesFromWholeSecretsStandsBesideEveryVariableOfOurs() {
        ValidService service = Services.jetstream(
                "encryption: true, containerTemplate: {envFrom: [{prefix: JS_, secretRef: {name: of-a-user}}]}");
        Container main = main(service);

        assertThat(main.getEnvFrom()).hasSize(1);
        assertThat(main.getEnv().stream().map(EnvVar::getName)).containsAll(rendered());
    }

    @Test
    void noNameIsGivenTwiceInWhatIsRendered() {
        ValidService service = Services.jetstream(
                FULL.replace("containerTemplate: {", "containerTemplate: {env: [{name: EXTRA, value: '1'}], "));

        assertThat(PodTemplate.render(service).getSpec().getContainers()).allSatisfy(container -> {
            assertThat(container.getEnv().stream().map(EnvVar::getName)).doesNotHaveDuplicates();
        });
        assertThat(main(service).getEnv().stream().map(EnvVar::getName)).contains("EXTRA");
    }

    @Test
    void noLabelOrAnnotationThatIsRenderedMayBeSetByAUser() {
        PodTemplateSpec pods = PodTemplate.render(Services.jetstream(FULL));

        assertThat(pods.getMetadata().getLabels().keySet()).isNotEmpty().allSatisfy(key -> assertThat(
                        refusedMetadata("labels", key))
                .containsExactly("spec.jetstream.metadata.labels." + key));
        assertThat(pods.getMetadata().getAnnotations().keySet()).isNotEmpty().allSatisfy(key -> assertThat(
                        refusedMetadata("annotations", key))
                .containsExactly("spec.jetstream.metadata.annotations." + key));
    }

    private static Set<String> rendered() {
        return main(Services.jetstream(FULL)).getEnv().stream()
                .map(EnvVar::getName)
                .collect(Collectors.toSet());
    }

    private static Container main(ValidService service) {
        return PodTemplate.render(service).getSpec().getContainers().get(0);
    }

    private static void collect(NatsConf value, Set<String> names) {
        if (value instanceof Variable variable) {
            names.add(variable.name());
        } else if (value instanceof Block block) {
            block.entries().values().forEach(inner -> collect(inner, names));
        } else if (value instanceof Items items) {
            items.values().forEach(inner -> collect(inner, names));
        }
    }

    private static List<String> refused(String container, String list, String name) {
        ObjectNode spec = Services.YAML.createObjectNode();
        spec.withObject("/jetstream")
                .put("version", "2.12.7")
                .withObject("/" + container)
                .putArray(list)
                .addObject()
                .put("name", name)
                .put("value", "x");
        return paths(spec);
    }

    private static List<String> refusedMetadata(String map, String key) {
        ObjectNode spec = Services.YAML.createObjectNode();
        spec.withObject("/jetstream")
                .put("version", "2.12.7")
                .withObject("/metadata/" + map)
                .put(key, "x");
        return paths(spec);
    }

    private static List<String> paths(JsonNode spec) {
        Stream<Violation> violations = Services.check("default", spec).violations().stream();
        return violations.map(Violation::path).toList();
    }
}
