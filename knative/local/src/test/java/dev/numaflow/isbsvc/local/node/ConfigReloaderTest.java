package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReloaderTest {

    /** Numaflow's command names one file: a change of the credentials reaches no server, and so it must not do here. */
    @Test
    void aFileThatTheCommandDoesNotNameIsNotSignalled() {
        Pod pod = pod("-pid", "/var/run/nats/nats.pid", "-config", "/etc/nats-config/nats-js.conf");

        assertThat(signals(pod, "auth.conf")).isFalse();
        assertThat(signals(pod, "nats-js.conf")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "-c /etc/nats-config/a",
        "--config=/etc/nats-config/a",
        "-config=/etc/nats-config/a",
        "--c /etc/nats-config/a"
    })
    void everyWayToNameAFileIsRead(String arguments) {
        Pod pod = pod(arguments.split(" "));

        assertThat(signals(pod, "a")).isTrue();
        assertThat(signals(pod, "b")).isFalse();
    }

    @Test
    void aReloaderOfAnotherProcessNamespaceReachesNobody() {
        Pod pod = pod("-config", "/etc/nats-config/a");
        pod.getSpec().setShareProcessNamespace(false);

        assertThat(signals(pod, "a")).isFalse();
    }

    /** Whatever of its configuration a server reads again when it is told to must have it told. */
    @ParameterizedTest
    @CsvSource({"false, 2", "true, 8"})
    void ourOwnCommandNamesEveryFileOfTheConfiguration(boolean tls, int count) {
        Pod pod = rendered("{version: latest, replicas: 3, tls: " + tls + "}");
        List<String> files = pod.getSpec().getVolumes().stream()
                .filter(volume -> volume.getProjected() != null)
                .flatMap(volume -> volume.getProjected().getSources().stream())
                .flatMap(source -> (source.getConfigMap() == null
                                ? source.getSecret().getItems()
                                : source.getConfigMap().getItems())
                        .stream())
                .map(item -> item.getPath())
                .toList();

        assertThat(files).hasSize(count).allSatisfy(file -> assertThat(
                        ConfigReloader.all(pod).anyMatch(each -> each.signals(Map.of("config-volume", Set.of(file)))))
                .as(file)
                .isTrue());
    }

    private static boolean signals(Pod pod, String file) {
        return ConfigReloader.all(pod).anyMatch(reloader -> reloader.signals(Map.of("config", Set.of(file))));
    }

    private static Pod pod(String... arguments) {
        return new PodBuilder()
                .withNewSpec()
                .withShareProcessNamespace(true)
                .addNewContainer()
                .withName("reloader")
                .withCommand("nats-server-config-reloader")
                .withArgs(arguments)
                .addNewVolumeMount()
                .withName("config")
                .withMountPath("/etc/nats-config/")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build();
    }

    private static Pod rendered(String jetstream) {
        var tree = YamlDocuments.read(
                        "{apiVersion: numaflow.numaproj.io/v1alpha1, kind: InterStepBufferService, metadata: {name: n,"
                                + " namespace: a, uid: u, generation: 1}, spec: {jetstream: " + jetstream + "}}",
                        "the test's service")
                .value()
                .get(0);
        ValidService service =
                ServiceRules.check(tree, ControllerConfig.builtIn()).value();
        StatefulSet set = (StatefulSet) Children.of(service).statefulSet();
        return new PodBuilder().withSpec(set.getSpec().getTemplate().getSpec()).build();
    }
}
