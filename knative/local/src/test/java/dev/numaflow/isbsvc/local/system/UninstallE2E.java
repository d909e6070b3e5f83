package dev.numaflow.isbsvc.local.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.local.job.MainJob;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.Kustomization;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the manual, one after the other, on a real API server where a service with its buffers runs. */
class UninstallE2E {

    @TempDir
    Path folder;

    @Test
    void theStepsOfTheManualLeaveNothing() throws Exception {
        List<String> steps = ManualCommands.ofSteps("docs/install.md", "Uninstall");
        assertThat(steps).hasSize(4);
        StateFolder state = StateFolder.open(folder.resolve("state"), false);
        try (LocalSystem system = new LocalSystem(options(), state, Repository.find(), line -> {})) {
            system.start();
            new MainJob(system.client(), state, line -> {}).run(documents());
            ManualCommands kubectl = new ManualCommands(system.client());
            assertThat(ofServices(system.client()))
                    .as("what the functions made")
                    .isNotEmpty();

            steps.forEach(kubectl::run);

            assertThat(installed())
                    .as("what was installed")
                    .hasSizeGreaterThan(50)
                    .noneMatch(document -> kubectl.exists(kubectl.object(document)));
            assertThat(ofServices(system.client())).isEmpty();
        }
    }

    private Options options() {
        return new Options(
                true,
                List.of(),
                Options.Api.real,
                Optional.empty(),
                EnumSet.noneOf(Options.StandIn.class),
                Options.NodeKind.processes,
                folder.resolve("state"),
                false);
    }

    private static List<Document> documents() {
        return Stream.of("minimal/isbsvc.yaml", "simple-pipeline/pipeline.yaml")
                .flatMap(file -> Document.read(Repository.find().example(file)).stream())
                .toList();
    }

    /** By the folders that the first command of the manual applies. */
    private static List<Document> installed() {
        return Stream.of("knative/manifests", "triggers")
                .flatMap(path -> Kustomization.build(dev.numaflow.isbsvc.testkit.Repository.file(path)).stream())
                .toList();
    }

    private static List<String> ofServices(KubernetesClient client) {
        return Stream.of(
                        client.apps()
                                .statefulSets()
                                .inAnyNamespace()
                                .withLabel(Labels.COMPONENT, "isbsvc")
                                .list(),
                        client.services()
                                .inAnyNamespace()
                                .withLabel(Labels.COMPONENT, "isbsvc")
                                .list(),
                        client.configMaps()
                                .inAnyNamespace()
                                .withLabel(Labels.COMPONENT, "isbsvc")
                                .list(),
                        client.secrets()
                                .inAnyNamespace()
                                .withLabel(Labels.COMPONENT, "isbsvc")
                                .list(),
                        client.pods()
                                .inAnyNamespace()
                                .withLabel(Labels.COMPONENT, "isbsvc")
                                .list(),
                        client.policy()
                                .v1()
                                .podDisruptionBudget()
                                .inAnyNamespace()
                                .withLabel(Labels.COMPONENT, "isbsvc")
                                .list(),
                        client.leases().inNamespace("default").list())
                .flatMap(list -> list.getItems().stream())
                .map(object -> (HasMetadata) object)
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .filter(name -> name.contains(Kinds.SERVICE) || name.contains("isbsvc"))
                .toList();
    }
}
