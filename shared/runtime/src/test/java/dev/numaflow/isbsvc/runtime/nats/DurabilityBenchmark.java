package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.servers.NatsCluster;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import io.nats.client.Connection;
import io.nats.client.JetStream;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How many messages of 1 KiB a second servers acknowledge with each {@code sync_interval} when many are on their way at a time, in turns,
 * and how much of the rate of the default that is. All servers and the client share this machine and its disk. It prints and judges no
 * rate; it is run by its name and prints into {@code target/failsafe-reports}:
 * {@code mvn -pl shared/runtime -am verify -Dtest=None -Dit.test=DurabilityBenchmark -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfailsafe.failIfNoSpecifiedTests=false}.
 */
class DurabilityBenchmark {

    private static final String DEFAULT = "default";
    private static final List<String> INTERVALS = List.of(DEFAULT, "1s", "always");
    private static final int BYTES = 1024;
    private static final int ON_THEIR_WAY = 1000;
    private static final int ROUNDS = 9;
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final String NAME = "s";

    /** A disk: it is the writing through that is measured. */
    @TempDir
    Path folder;

    private final List<NatsServer> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(NatsServer::close);
    }

    @ParameterizedTest(name = "{0} servers, {1} copies")
    @CsvSource({"usual, 1", "usual, 3", "newest, 1", "newest, 3"})
    void ratesOfEachInterval(String version, int copies) throws Exception {
        Path binary = "newest".equals(version) ? NatsServerBinary.obtainNewest() : NatsServerBinary.obtain();
        Map<String, Connection> connections = new LinkedHashMap<>();
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        String number;
        try {
            for (String interval : INTERVALS) {
                connections.put(interval, connect(start(binary, copies, interval)));
                rates.put(interval, new ArrayList<>());
            }
            number = connections.get(DEFAULT).getServerInfo().getVersion();
            // The first round makes client and servers warm.
            for (int round = 0; round <= ROUNDS; round++) {
                for (String interval : INTERVALS) {
                    double rate = rate(connections.get(interval), copies);
                    if (round > 0) {
                        rates.get(interval).add(rate);
                    }
                }
            }
        } finally {
            for (Connection connection : connections.values()) {
                connection.close();
            }
        }
        print(number, copies, rates);
    }

    /** Rounds that follow each other share what else the machine does, so they are compared one by one. */
    private static void print(String version, int copies, Map<String, List<Double>> rates) {
        List<Double> usual = rates.get(DEFAULT);
        rates.forEach((interval, each) -> {
            List<Double> parts = IntStream.range(0, ROUNDS)
                    .mapToObj(round -> each.get(round) / usual.get(round))
                    .toList();
            System.out.printf(
                    "%s, copies %d, %s: %.0f messages/s, %.2f of the default (%.2f to %.2f), medians of %d rounds%n",
                    version,
                    copies,
                    interval,
                    median(each),
                    median(parts),
                    Collections.min(parts),
                    Collections.max(parts),
                    ROUNDS);
        });
    }

    /** Of a stream of its own: none pays for what another round has left. */
    private static double rate(Connection nats, int copies) throws Exception {
        nats.jetStreamManagement()
                .addStream(StreamConfiguration.builder()
                        .name(NAME)
                        .subjects(NAME)
                        .replicas(copies)
                        .storageType(StorageType.File)
                        .build());
        try {
            return publish(nats.jetStream());
        } finally {
            nats.jetStreamManagement().deleteStream(NAME);
        }
    }

    private static double publish(JetStream stream) throws InterruptedException {
        byte[] data = new byte[BYTES];
        Semaphore free = new Semaphore(ON_THEIR_WAY);
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        long start = System.nanoTime();
        long published = 0;
        for (; System.nanoTime() - start < ROUND.toNanos(); published++) {
            free.acquire();
            stream.publishAsync(NAME, data).whenComplete((acknowledged, failure) -> {
                if (failure != null) {
                    failures.add(failure);
                }
                free.release();
            });
        }
        free.acquire(ON_THEIR_WAY);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(failures).isEmpty();
        return published / seconds;
    }

    private List<NatsServer> start(Path binary, int copies, String interval) {
        Path place = folder.resolve(interval);
        List<NatsServer> started = copies == 1
                ? List.of(NatsServer.start(
                        binary, place.resolve("n0"), with(NatsServerConfig.single("n0"), place, interval)))
                : NatsCluster.start(binary, place, copies, config -> with(config, place, interval))
                        .nodes();
        servers.addAll(started);
        return started;
    }

    /** A second block of the name replaces the first. */
    private static NatsServerConfig with(NatsServerConfig config, Path place, String interval) {
        Path store = place.resolve(config.name()).resolve("store");
        String setting = DEFAULT.equals(interval) ? "" : ", sync_interval: \"" + interval + "\"";
        return config.with("jetstream { store_dir: \"" + store + "\"" + setting + " }");
    }

    private static Connection connect(List<NatsServer> servers) throws Exception {
        return Nats.connect(new Options.Builder()
                .servers(servers.stream().map(NatsServer::url).toArray(String[]::new))
                .userInfo(NatsServerConfig.CLIENT_USER, NatsServerConfig.CLIENT_PASSWORD)
                .build());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }
}
