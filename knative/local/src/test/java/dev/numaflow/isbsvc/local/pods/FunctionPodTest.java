package dev.numaflow.isbsvc.local.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.FunctionService;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.testkit.Repository;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Invariant 11: a function runs with the account and the rights of its manifest, as a pod, too. */
class FunctionPodTest {
    private static final Installation INSTALLATION =
            Installation.read(Repository.file("knative/manifests/overlays/local"));

    static List<FunctionService> functions() {
        return INSTALLATION.functions();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void hasAllThatItsManifestStates(FunctionService function) {
        Pod pod = pod(function);

        assertThat(pod.getSpec().getServiceAccountName()).isEqualTo(function.serviceAccount());
        Container container = pod.getSpec().getContainers().get(0);
        assertThat(container.getImage()).isEqualTo(function.image());
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getResources().getLimits().get("memory").getNumericalAmount())
                .isEqualByComparingTo(new BigDecimal(function.memoryBytes()));
        assertThat(environment(container)).containsAllEntriesOf(function.env());
    }

    @ParameterizedTest
    @MethodSource("functions")
    void hasWhatKnativeAddsAndTheBrokerOfThisMachine(FunctionService function) {
        Pod pod = pod(function);

        assertThat(pod.getMetadata().getNamespace()).isEqualTo("isbsvc-system");
        assertThat(pod.getSpec().getTerminationGracePeriodSeconds())
                .isEqualTo(function.timeout().toSeconds());
        assertThat(environment(pod.getSpec().getContainers().get(0)))
                .containsEntry("PORT", "8080")
                .containsEntry("ISBSVC_BROKER", "http://broker");
    }

    private static Pod pod(FunctionService function) {
        Document document = INSTALLATION.parts().stream()
                .filter(part -> part.kind().equals("Service")
                        && part.name().equals(function.name().name()))
                .findFirst()
                .orElseThrow();
        return FunctionPod.render(
                new KubernetesSerialization(), function, document, "pod-1", Map.of("ISBSVC_BROKER", "http://broker"));
    }

    private static Map<String, String> environment(Container container) {
        return container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }
}
