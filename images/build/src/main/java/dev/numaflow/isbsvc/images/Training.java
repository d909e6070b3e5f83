package dev.numaflow.isbsvc.images;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.servers.ChildProcess;
import dev.numaflow.isbsvc.testkit.FunctionProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Has every function answer its first event, in the layout of the image, and stores what was loaded for that in an archive. One process
 * is all functions for it: each is woken by a type of its own.
 */
final class Training {

    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** The type of event that stands for the first one of each function. */
    private static final Map<String, EventType> FIRST = first();

    private final Layout layout;
    private final Path folder;

    Training(Layout layout, Path folder) {
        this.layout = layout;
        this.folder = folder;
    }

    private static Map<String, EventType> first() {
        Map<String, EventType> first = new LinkedHashMap<>();
        first.put("creation", EventType.RESOURCE_ADD);
        first.put("update", EventType.RESOURCE_UPDATE);
        first.put("health", EventType.DEPLOYED);
        first.put("provisioning", EventType.READY);
        first.put("encryption-guard", EventType.ENCRYPTION_CHANGE);
        first.put("repair", EventType.PING);
        first.put("deletion", EventType.DELETION_REQUESTED);
        return first;
    }

    /** Makes the archive. */
    void run() {
        Path recorded = folder.resolve("recorded.aotconf");
        try (TrainingCluster cluster = TrainingCluster.start(folder, "training")) {
            FunctionProcess process = FunctionProcess.start(
                    command(List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded), cluster),
                    layout.jar().getParent(),
                    cluster.kubeconfig(),
                    cluster.environment());
            try (process) {
                FIRST.forEach((function, type) -> train(process, function, type, cluster.names()));
                process.end(LONGEST);
            }
        }
        create(recorded);
    }

    private static void train(FunctionProcess process, String function, EventType type, Names names) {
        FunctionProcess.Answer answer = process.post(
                type.value(), "InterStepBufferService", names.namespace(), TrainingCluster.about(function));
        if (answer.status() >= 300) {
            throw new IllegalStateException(function + " answers its first event with " + answer.status() + " "
                    + answer.body() + "\n" + String.join("\n", process.log()));
        }
    }

    private List<String> command(List<String> archive, TrainingCluster cluster) {
        List<String> triggers = FIRST.entrySet().stream()
                .map(first -> "-Dquarkus.funqy.knative-events.mapping.\"" + first.getKey() + "\".trigger="
                        + first.getValue().value())
                .toList();
        return layout.commandHere(Stream.of(archive, triggers, cluster.flags())
                .flatMap(List::stream)
                .toList());
    }

    private void create(Path recorded) {
        List<String> flags =
                List.of("-XX:AOTMode=create", "-XX:AOTConfiguration=" + recorded, "-XX:AOTCache=" + layout.archive());
        ChildProcess.Command create = ChildProcess.Command.of(
                layout.commandHere(flags), layout.jar().getParent(), folder.resolve("create.log"));
        try {
            ChildProcess.run(create, LONGEST, "no archive was made");
            Files.setLastModifiedTime(layout.archive(), FileTime.from(Layout.MODIFIED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
