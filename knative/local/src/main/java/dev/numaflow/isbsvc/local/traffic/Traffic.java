package dev.numaflow.isbsvc.local.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Uses the buffers of one Pipeline as its vertices do: a process of its own that gets addresses and the two values of the client
 * Secret, and has no access to the API server.
 */
@Command(name = "traffic")
public final class Traffic implements Callable<Integer> {
    /** The variables that Numaflow sets in its pods from the client Secret. */
    public static final String USER = "NUMAFLOW_ISBSVC_JETSTREAM_USER";

    public static final String PASSWORD = "NUMAFLOW_ISBSVC_JETSTREAM_PASSWORD";

    @Option(names = "--endpoints", required = true)
    private Path endpoints;

    @Option(names = "--service", required = true, description = "namespace/name")
    private String service;

    @Option(names = "--buffer", description = "stream and consumer that must exist, with its replicas")
    private Map<String, Integer> buffers = new LinkedHashMap<>();

    @Option(names = "--bucket", description = "stream of a bucket that must exist, with its replicas")
    private Map<String, Integer> buckets = new LinkedHashMap<>();

    @Option(names = "--messages", defaultValue = "1000")
    private int messages;

    @Option(names = "--wait", defaultValue = "60", description = "seconds for the buffers to appear")
    private int seconds;

    @Option(names = "--ca", description = "certificates that the servers' are signed with; none: no TLS")
    private Optional<Path> authority = Optional.empty();

    public static void main(String[] arguments) {
        int code = new CommandLine(new Traffic())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    System.out.println(failure.getMessage());
                    return 1;
                })
                .execute(arguments);
        System.exit(code);
    }

    @Override
    public Integer call() throws Exception {
        Deadline deadline = Deadline.in(Duration.ofSeconds(seconds));
        try (Connection connection = deadline.firstSuccess(this::connect)) {
            Presence presence = new Presence(connection.jetStreamManagement());
            presence.await(buffers, true, deadline);
            presence.await(buckets, false, deadline);
            System.out.printf("%d streams with consumers and %d buckets exist%n", buffers.size(), buckets.size());
            if (!buffers.isEmpty()) {
                String buffer = buffers.keySet().iterator().next();
                System.out.println(new RoundTrip(connection, buffer).run(messages, deadline));
            }
            return 0;
        }
    }

    /** Reads the addresses each time: a node that moves during the retries gets another one. */
    private Connection connect() throws Exception {
        return new Client(addresses(), System.getenv(USER), System.getenv(PASSWORD), authority).connect();
    }

    private List<String> addresses() throws Exception {
        JsonNode nats =
                new ObjectMapper().readTree(endpoints.toFile()).path("nats").path(service);
        return StreamSupport.stream(nats.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }
}
