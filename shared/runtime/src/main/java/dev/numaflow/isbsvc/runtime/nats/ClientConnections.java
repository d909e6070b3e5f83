package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Who is connected to the nodes of a service, as `/connz` of each reports it, without credentials. */
@Singleton
public class ClientConnections {

    /** More are not counted; one is enough to wait for it. */
    private static final String PATH = "/connz?auth=1&limit=1024&user=";

    private final Monitoring monitoring;

    @Inject
    public ClientConnections(Monitoring monitoring) {
        this.monitoring = monitoring;
    }

    /** How many clients are connected as this user; empty for a node that does not answer. In the order of the nodes. */
    public List<OptionalLong> as(String user, Names names, int replicas) {
        String path = PATH + URLEncoder.encode(user, StandardCharsets.UTF_8);
        List<CompletableFuture<Optional<Monitoring.Answer>>> answers = IntStream.range(
                        0, Math.min(replicas, Bounds.NODES))
                .mapToObj(ordinal -> monitoring.ask(names.podHost(ordinal), path))
                .toList();
        return answers.stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.filter(
                                given -> given.body().path("connections").isArray())
                        .map(given -> OptionalLong.of(count(user, given.body().path("connections"))))
                        .orElseGet(OptionalLong::empty))
                .toList();
    }

    private static long count(String user, JsonNode connections) {
        return StreamSupport.stream(connections.spliterator(), false)
                .filter(connection ->
                        connection.path("authorized_user").asText().equals(user))
                .count();
    }
}
