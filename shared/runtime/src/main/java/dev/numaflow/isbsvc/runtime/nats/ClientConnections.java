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
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Who is connected to the nodes of a service, as `/connz` of each reports it, without credentials. */
@Singleton
public class ClientConnections {

    /** More are not counted; one is enough to wait for it. */
    private static final int MOST = 1024;

    private static final String PATH = "/connz?auth=1&limit=" + MOST + "&user=";

    private static final String ALL = "/connz?limit=" + (16 * MOST);

    private final Monitoring monitoring;

    @Inject
    public ClientConnections(Monitoring monitoring) {
        this.monitoring = monitoring;
    }

    /** How many clients are connected as this user; empty for a node that does not answer. In the order of the nodes. */
    public List<OptionalLong> as(String user, Names names, int replicas) {
        return ask(
                PATH + URLEncoder.encode(user, StandardCharsets.UTF_8),
                names,
                replicas,
                answer -> OptionalLong.of(count(user, answer.path("connections"))));
    }

    /**
     * How many clients are connected with TLS, or without; empty for a node that does not answer, or has more clients than it lists. In the
     * order of the nodes.
     */
    public List<OptionalLong> withTls(boolean tls, Names names, int replicas) {
        return ask(ALL, names, replicas, answer -> count(tls, answer));
    }

    private List<OptionalLong> ask(String path, Names names, int replicas, Function<JsonNode, OptionalLong> count) {
        List<CompletableFuture<Optional<Monitoring.Answer>>> answers = IntStream.range(
                        0, Math.min(replicas, Bounds.NODES))
                .mapToObj(ordinal -> monitoring.ask(names.podHost(ordinal), path))
                .toList();
        return answers.stream()
                .map(CompletableFuture::join)
                .map(answer -> answer.filter(
                                given -> given.body().path("connections").isArray())
                        .map(given -> count.apply(given.body()))
                        .orElseGet(OptionalLong::empty))
                .toList();
    }

    private static OptionalLong count(boolean tls, JsonNode answer) {
        JsonNode listed = answer.path("connections");
        return answer.path("total").asLong() > listed.size()
                ? OptionalLong.empty()
                : OptionalLong.of(StreamSupport.stream(listed.spliterator(), false)
                        .filter(connection -> connection.has("tls_version") == tls)
                        .count());
    }

    private static long count(String user, JsonNode connections) {
        return StreamSupport.stream(connections.spliterator(), false)
                .filter(connection ->
                        connection.path("authorized_user").asText().equals(user))
                .count();
    }
}
