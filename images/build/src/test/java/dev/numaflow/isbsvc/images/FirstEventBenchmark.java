package dev.numaflow.isbsvc.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.testkit.FunctionProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the start of a process to its first answered event, on a real API server: a plain jar as one would run it, and the image's
 * command. The two take turns, so that their ratio does not depend on what else the machine does.
 */
class FirstEventBenchmark {

    private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 5);
    private static final double GOAL = 0.5;

    @TempDir
    Path folder;

    @Test
    void theImageAnswersItsFirstEventInAFractionOfTheTimeOfAPlainJar() throws Exception {
        Layout layout = BuildImage.layout(folder.resolve("layout"));
        Map<String, List<String>> commands = new LinkedHashMap<>();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        commands.put("plain jar, JDK of the build", List.of(java, "-jar", "isbsvc.jar"));
        commands.put("image", layout.commandHere(List.of("-XX:AOTCache=isbsvc.aot", "-XX:AOTMode=on")));
        Map<String, List<Long>> times = new LinkedHashMap<>();
        try (TrainingCluster cluster =
                TrainingCluster.start(Files.createDirectory(folder.resolve("cluster")), "first-events")) {
            for (int round = 0; round < ROUNDS; round++) {
                commands.forEach((name, command) -> times.computeIfAbsent(name, each -> new ArrayList<>())
                        .add(firstEvent(command, layout, cluster)));
            }
        }
        double plain = median(times.get("plain jar, JDK of the build"));
        times.forEach((name, each) -> System.out.printf(
                "first event: %-28s median %4.0f ms, ratio %.2f, all %s%n",
                name, median(each), median(each) / plain, each));

        assertThat(median(times.get("image")) / plain).isLessThan(GOAL);
    }

    private static long firstEvent(List<String> command, Layout layout, TrainingCluster cluster) {
        List<String> all = Stream.of(command.subList(0, 1), cluster.flags(), command.subList(1, command.size()))
                .flatMap(List::stream)
                .toList();
        Map<String, String> environment = new LinkedHashMap<>(cluster.environment());
        environment.put("QUARKUS_FUNQY_EXPORT", "creation");
        Names names = cluster.names();
        long start = System.nanoTime();
        try (FunctionProcess process =
                FunctionProcess.start(all, layout.jar().getParent(), cluster.kubeconfig(), environment)) {
            FunctionProcess.Answer answer = process.post(
                    EventType.RESOURCE_ADD.value(),
                    "InterStepBufferService",
                    names.namespace(),
                    TrainingCluster.about("health"));
            long elapsed = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertThat(answer.status()).as(String.join("\n", process.log())).isLessThan(300);
            return elapsed;
        }
    }

    private static double median(List<Long> times) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
