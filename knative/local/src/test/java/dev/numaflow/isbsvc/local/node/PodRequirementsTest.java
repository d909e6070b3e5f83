package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PodRequirementsTest {
    @Test
    void runsAPodAsItIsRendered() {
        assertThat(PodRequirements.refusals(pod(main -> main))).isEmpty();
    }

    @Test
    void refusesAMainContainerThatDoesNotRunNatsServer() {
        assertThat(PodRequirements.refusals(pod(main -> main.withCommand("/bin/redis", "--config", "/x"))))
                .containsExactly(
                        "spec.containers[main].command[0]: found /bin/redis, allowed: nats-server or a path that ends in it");
    }

    @Test
    void refusesProbesOtherThanPlainHttp() {
        assertThat(PodRequirements.refusals(pod(main -> main.withNewReadinessProbe()
                        .withNewExec()
                        .withCommand("true")
                        .endExec()
                        .endReadinessProbe())))
                .containsExactly(
                        "spec.containers[main].readinessProbe: found a probe without httpGet, allowed: httpGet");
    }

    @Test
    void refusesAddressesOnTheCommandLine() {
        assertThat(PodRequirements.refusals(pod(main -> main.withArgs("-a=0.0.0.0"))))
                .containsExactly(
                        "spec.containers[main].args: found -a, allowed: addresses from the configuration file alone");
    }

    @Test
    void reportsEverythingAtOnce() {
        Pod pod = new PodBuilder(pod(main -> main))
                .editSpec()
                .withHostNetwork(true)
                .addNewInitContainer()
                .withName("first")
                .endInitContainer()
                .addNewVolume()
                .withName("host")
                .withNewHostPath("/etc", "")
                .endVolume()
                .endSpec()
                .build();

        assertThat(PodRequirements.refusals(pod))
                .containsExactly(
                        "spec.initContainers: found 1 item(s), allowed: none",
                        "spec.hostNetwork: found true, allowed: false",
                        "spec.volumes[host]: found another kind of volume, allowed: configMap, secret, projected,"
                                + " emptyDir or persistentVolumeClaim");
    }

    @Test
    void oneMachineCannotSpreadPods() {
        Pod pod = new PodBuilder(pod(main -> main))
                .editSpec()
                .addToNodeSelector("disk", "ssd")
                .endSpec()
                .build();

        assertThat(Scheduler.demands(pod))
                .isEqualTo(List.of("spec.nodeSelector: found {disk=ssd}, allowed: none on one machine"));
    }

    private static Pod pod(UnaryOperator<ContainerBuilder> change) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("p-0")
                .endMetadata()
                .withNewSpec()
                .withContainers(change.apply(new ContainerBuilder()
                                .withName("main")
                                .withCommand("/nats-server", "--config", "/etc/nats-config/nats-js.conf"))
                        .build())
                .endSpec()
                .build();
    }
}
