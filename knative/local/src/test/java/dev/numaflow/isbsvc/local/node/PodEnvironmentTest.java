package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodEnvironmentTest {
    private static final Pod POD = new PodBuilder()
            .withNewMetadata()
            .withName("p-0")
            .withNamespace("n")
            .addToLabels("app", "nats")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build();

    @Test
    void expandsVariablesInTheirOrder() {
        Container container = container(
                field("POD_NAME", "metadata.name"),
                field("NS", "metadata.namespace"),
                value("HOST", "$(POD_NAME).svc.$(NS)"),
                value("EARLY", "$(LATE)"),
                value("LATE", "late"));

        assertThat(environment(container))
                .containsEntry("HOST", "p-0.svc.n")
                .containsEntry("EARLY", "$(LATE)")
                .containsEntry("LATE", "late");
    }

    @Test
    void takesLabelsAddressAndSecretKeys() {
        Container container = container(
                field("APP", "metadata.labels['app']"),
                field("IP", "status.podIP"),
                new EnvVarBuilder()
                        .withName("KEY")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("key", "secret", false)
                        .endValueFrom()
                        .build());

        assertThat(environment(container))
                .containsEntry("APP", "nats")
                .containsEntry("IP", "127.1.2.3")
                .containsEntry("KEY", "secret-value");
    }

    @Test
    void aLimitThatIsNotSetIsWhatTheMachineHas() {
        Container limited = container(memoryLimit());
        limited.setResources(new ResourceRequirementsBuilder()
                .addToLimits("memory", new Quantity("1Gi"))
                .build());

        assertThat(environment(container(memoryLimit()))).containsEntry("GOMEMLIMIT", "4096");
        assertThat(environment(limited)).containsEntry("GOMEMLIMIT", "1073741824");
    }

    @Test
    void waitsForASecretThatIsMissingUnlessItIsOptional() {
        assertThatThrownBy(() -> environment(container(secretKey("other", "key", false))))
                .isInstanceOf(NotYet.class)
                .hasMessage("secret \"other\" not found");
        assertThatThrownBy(() -> environment(container(secretKey("secret", "none", false))))
                .hasMessage("couldn't find key none in secret \"secret\"");
        assertThat(environment(container(secretKey("other", "key", true)))).isEmpty();
    }

    private static Map<String, String> environment(Container container) {
        Sources sources = new Sources() {
            @Override
            public Optional<Map<String, byte[]>> configMap(String namespace, String name) {
                return Optional.empty();
            }

            @Override
            public Optional<Map<String, byte[]>> secret(String namespace, String name) {
                return name.equals("secret")
                        ? Optional.of(Map.of("key", "secret-value".getBytes(StandardCharsets.UTF_8)))
                        : Optional.empty();
            }
        };
        return new PodEnvironment("n", new DownwardFields(POD, "127.1.2.3", new Machine(2, 4096)), sources)
                .of(container);
    }

    private static Container container(EnvVar... variables) {
        return new ContainerBuilder().withName("main").withEnv(variables).build();
    }

    private static EnvVar value(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef(null, path)
                .endValueFrom()
                .build();
    }

    private static EnvVar secretKey(String secret, String key, boolean optional) {
        return new EnvVarBuilder()
                .withName("KEY")
                .withNewValueFrom()
                .withNewSecretKeyRef(key, secret, optional)
                .endValueFrom()
                .build();
    }

    private static EnvVar memoryLimit() {
        return new EnvVarBuilder()
                .withName("GOMEMLIMIT")
                .withNewValueFrom()
                .withNewResourceFieldRef()
                .withContainerName("main")
                .withResource("limits.memory")
                .withDivisor(new Quantity("0"))
                .endResourceFieldRef()
                .endValueFrom()
                .build();
    }
}
