package dev.numaflow.isbsvc.local.node;

import static dev.numaflow.isbsvc.local.node.RunningSystem.NAMESPACE;
import static dev.numaflow.isbsvc.local.node.RunningSystem.SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How pods end, and what is not run at all. */
class PodEndIT {
    @TempDir
    Path folder;

    private RunningSystem system;

    @BeforeEach
    void begin() {
        system = RunningSystem.embedded(folder);
    }

    @AfterEach
    void stop() throws Exception {
        system.close();
    }

    @Test
    void whatIsToBeRunBeforeTheEndIsRunAndTheEndWaitsForIt() throws Exception {
        apply(
                3,
                main -> main.setLifecycle(new LifecycleBuilder()
                        .withNewPreStop()
                        .withNewExec()
                        .withCommand("/nats-server", "-sl=ldm=/var/run/nats/nats.pid")
                        .endExec()
                        .endPreStop()
                        .build()));
        await().atMost(Duration.ofSeconds(60)).until(() -> system.isReady(2));

        system.client()
                .apps()
                .statefulSets()
                .inNamespace(NAMESPACE)
                .withName(SET)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"replicas\": 2}}");

        await().atMost(Duration.ofSeconds(60)).until(() -> system.pod(2) == null);
        String log = Files.readString(folder.resolve("logs").resolve(NAMESPACE).resolve(SET + "-2.log"));
        // The hook comes before the request to end; how far lame duck has come by then is the server's business.
        assertThat(log).contains("Trapped \"user defined signal 2\"");
        assertThat(log.substring(0, log.indexOf("Trapped \"user defined signal 2\"")))
                .doesNotContain("Trapped \"terminated\"");
        assertThat(system.pod(1).getMetadata().getDeletionTimestamp())
                .as("the pod below the new size")
                .isNull();
    }

    @Test
    void aPodThatAsksForMoreThanIsHonouredDoesNotRunAndSaysWhy() throws Exception {
        apply(
                1,
                main -> main.setReadinessProbe(new ProbeBuilder()
                        .withNewExec()
                        .withCommand("true")
                        .endExec()
                        .build()));

        await().until(() -> waitingMessage(system.pod(0)).contains("readinessProbe: found a probe without httpGet"));
        assertThat(system.story).noneMatch(line -> line.contains("nats-server runs"));
    }

    @Test
    void aServerThatCannotStartBacksOffAndSaysSo() throws Exception {
        apply(1, main -> main.setArgs(List.of("--no_such_flag")));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> waitingMessage(system.pod(0)).contains("back-off 10s"));
        assertThat(system.pod(0)
                        .getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getState()
                        .getWaiting()
                        .getReason())
                .isEqualTo("CrashLoopBackOff");
    }

    private void apply(int replicas, Consumer<Container> change) throws Exception {
        system.applyService(set -> {
            PodTemplateSpec template = set.buildSpec().getTemplate();
            change.accept(template.getSpec().getContainers().get(0));
            return set.editSpec().withReplicas(replicas).withTemplate(template).endSpec();
        });
    }

    private static String waitingMessage(Pod pod) {
        if (pod == null || pod.getStatus() == null || pod.getStatus().getContainerStatuses() == null) {
            return "";
        }
        return pod.getStatus().getContainerStatuses().stream()
                .filter(container -> container.getName().equals("main"))
                .filter(container -> container.getState().getWaiting() != null)
                .map(container ->
                        String.valueOf(container.getState().getWaiting().getMessage()))
                .findFirst()
                .orElse("");
    }
}
