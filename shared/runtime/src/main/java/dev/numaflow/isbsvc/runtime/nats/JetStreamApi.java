package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.DeletionMapping;
import dev.numaflow.isbsvc.rendering.servers.StoredStream;
import io.nats.client.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * The JetStream API over one connection: configurations are sent exactly as given, and returned exactly as the server reports them.
 * Safe for concurrent use; requests share the connection.
 */
public final class JetStreamApi implements AutoCloseable {

    private static final String FIRST_WITH_NAMED_CONSUMERS = "2.9.0";
    private static final String FIRST_WITH_METADATA = "2.10.0";
    private static final String FIRST_WITH_CONSUMER_RESET = "2.14.0";
    private static final int NO_MESSAGE = 10037;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final ApiRequests requests;
    private final CreationRequests creations;

    JetStreamApi(Connection connection) {
        this.connection = connection;
        this.requests = new ApiRequests(connection);
        this.creations = new CreationRequests(requests);
    }

    /** Every stream of the account: its configuration and state. */
    public List<JsonNode> streams() {
        return pages("STREAM.LIST", "streams");
    }

    /** Every consumer of a stream; none where the stream is gone. */
    public List<JsonNode> consumers(String stream) {
        return pages("CONSUMER.LIST." + stream, "consumers");
    }

    /** Every stream of the account with its durable consumers, by name. */
    public Map<String, StoredStream> stored() {
        Map<String, StoredStream> stored = new TreeMap<>();
        for (JsonNode stream : streams()) {
            String name = stream.at("/config/name").asText();
            stored.put(name, StoredStream.of(stream, consumers(name), version()));
        }
        return stored;
    }

    /**
     * Copies a stream with everything in it to another server, which has none of its name.
     *
     * @param progress called with each part of it
     * @param limit after which it ends, and the other server has nothing of it
     */
    public void copyTo(JetStreamApi other, String stream, Runnable progress, Duration limit) {
        new StreamTransfer(connection, other.connection, progress, limit).copy(stream);
    }

    /** The version of the server. */
    public String version() {
        return connection.getServerInfo().getVersion();
    }

    /** Whether the server is as new as this version, or newer. */
    public boolean isAtLeast(String version) {
        return connection.getServerInfo().isSameOrNewerThanVersion(version);
    }

    /** The names of all streams of the account, as the leader of the meta group knows them: also of those whose nodes are silent. */
    public List<String> streamNames() {
        return texts(pages("STREAM.NAMES", "streams"));
    }

    /** The names of all consumers of a stream, in the same way. */
    public List<String> consumerNames(String stream) {
        return texts(pages("CONSUMER.NAMES." + stream, "consumers"));
    }

    private static List<String> texts(List<JsonNode> nodes) {
        return nodes.stream().map(JsonNode::asText).toList();
    }

    /** The stream, or nothing when there is none. */
    public Optional<JsonNode> stream(String name) {
        return answerIfThere("STREAM.INFO." + name);
    }

    /** The consumer, or nothing when it or its stream does not exist. */
    public Optional<JsonNode> consumer(String stream, String name) {
        return answerIfThere("CONSUMER.INFO." + stream + "." + name);
    }

    /** Creates a stream; creating the same one twice succeeds. */
    public CreateResult createStream(JsonNode config) {
        return Futures.await(createStreamAsync(config), "a stream");
    }

    /** Creates a stream asynchronously. */
    public CompletableFuture<CreateResult> createStreamAsync(JsonNode config) {
        return creations.send("STREAM.CREATE." + config.path("name").asText(), config);
    }

    /** Creates a durable consumer; the stream is not changed. */
    public CreateResult createConsumer(String stream, JsonNode config) {
        return Futures.await(createConsumerAsync(stream, config), "a consumer");
    }

    /** Creates a durable consumer of a stream that exists or was just created, asynchronously. */
    public CompletableFuture<CreateResult> createConsumerAsync(String stream, JsonNode config) {
        ObjectNode body = JSON.createObjectNode().put("stream_name", stream).put("action", "create");
        body.set("config", config);
        return creations.sendUntilHeard(
                consumerCreation() + stream + "." + config.path("name").asText(), body);
    }

    /** Servers before 2.9 use another subject for creating a durable consumer by name. */
    private String consumerCreation() {
        return connection.getServerInfo().isSameOrNewerThanVersion(FIRST_WITH_NAMED_CONSUMERS)
                ? "CONSUMER.CREATE."
                : "CONSUMER.DURABLE.CREATE.";
    }

    /** Changes a stream and keeps its messages. The metadata are replaced as a whole. */
    public CreateResult updateStream(JsonNode config) {
        String request = "STREAM.UPDATE." + config.path("name").asText();
        return Futures.await(creations.send(request, config), request);
    }

    /** How many messages of each subject a stream holds. */
    public Map<String, Long> subjects(String stream) {
        JsonNode answer =
                requests.ask("STREAM.INFO." + stream, JSON.createObjectNode().put("subjects_filter", ">"));
        if (answer.has("error")) {
            throw new NatsUnavailable("STREAM.INFO." + stream, JetStreamError.of(answer.get("error")));
        }
        Map<String, Long> subjects = new HashMap<>();
        answer.at("/state/subjects")
                .properties()
                .forEach(each -> subjects.put(each.getKey(), each.getValue().asLong()));
        return subjects;
    }

    /** Whether the servers keep metadata: those before 2.10 drop them silently. */
    public boolean keepsMetadata() {
        return connection.getServerInfo().isSameOrNewerThanVersion(FIRST_WITH_METADATA);
    }

    /** Whether the servers can set a consumer back without re-creating it. */
    public boolean setsConsumersBack() {
        return connection.getServerInfo().isSameOrNewerThanVersion(FIRST_WITH_CONSUMER_RESET);
    }

    /** Lets a consumer deliver from this sequence of its stream on; its acknowledgments from there on are discarded. */
    public CreateResult resetConsumer(String stream, String name, long sequence) {
        String request = "CONSUMER.RESET." + stream + "." + name;
        return Futures.await(creations.send(request, JSON.createObjectNode().put("seq", sequence)), request);
    }

    /** When a message was stored; nothing where it no longer exists. */
    public Optional<Instant> storedAt(String stream, long sequence) {
        String request = "STREAM.MSG.GET." + stream;
        JsonNode answer = requests.ask(request, JSON.createObjectNode().put("seq", sequence));
        if (!answer.has("error")) {
            return Optional.of(Instant.parse(answer.at("/message/time").asText()));
        }
        JetStreamError error = JetStreamError.of(answer.get("error"));
        if (error.errCode() == NO_MESSAGE || error.isNotFound()) {
            return Optional.empty();
        }
        throw new NatsUnavailable(request, error);
    }

    /**
     * Whether the last message of what another server has of this stream is the same here. A later one may have an earlier time, where the clock
     * of its machine was behind.
     */
    public boolean hasLastOf(StoredStream other) {
        StoredStream.Stored last = other.state().last();
        return other.state().messages() == 0
                || stream(other.name())
                        .filter(own -> StoredStream.of(own, List.of(), version())
                                .state()
                                .last()
                                .equals(last))
                        .isPresent()
                || storedAt(other.name(), last.sequence())
                        .filter(time -> last.at().filter(time::equals).isPresent())
                        .isPresent();
    }

    /** Whether this stream has another message where that of another server ends; none is no other. */
    public boolean hasAnotherThanLastOf(StoredStream other) {
        StoredStream.Stored last = other.state().last();
        return other.state().messages() > 0
                && storedAt(other.name(), last.sequence())
                        .filter(time -> last.at().filter(time::equals).isEmpty())
                        .isPresent();
    }

    /** Deletes a consumer; the stream stays. */
    public boolean deleteConsumer(String stream, String name) {
        return answerIfThere("CONSUMER.DELETE." + stream + "." + name).isPresent();
    }

    /**
     * Deletes a stream with all its messages; returns whether there was one. Servers may keep what clients delete, and have a subject of their
     * own for it then. Which it is may change between two requests: what is not answered as a deletion is one that was not made.
     */
    public boolean deleteStream(String name) {
        String api = "STREAM.DELETE." + name;
        JsonNode answer = requests.askIfServed(DeletionMapping.SUBJECT + name).orElseGet(() -> requests.ask(api, null));
        Optional<JsonNode> deleted = ifThere(api, answer);
        if (deleted.filter(any -> !any.path("success").asBoolean()).isPresent()) {
            throw NatsUnavailable.notReady(api
                    + " is answered, and the stream is not deleted: the server has just loaded another configuration of"
                    + " its accounts, or maps this request to something else");
        }
        return deleted.isPresent();
    }

    /** Whether the server keeps what clients delete. Nothing is deleted: no stream has this name. */
    public boolean guardsDeletion() {
        return requests.askIfServed(DeletionMapping.SUBJECT + "no-stream-" + UUID.randomUUID())
                .isPresent();
    }

    /** Closes the connection; nothing is pending then, because every request was waited for. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<JsonNode> answerIfThere(String api) {
        return ifThere(api, requests.ask(api, null));
    }

    private static Optional<JsonNode> ifThere(String api, JsonNode answer) {
        if (!answer.has("error")) {
            return Optional.of(answer);
        }
        JetStreamError error = JetStreamError.of(answer.get("error"));
        if (error.isNotFound()) {
            return Optional.empty();
        }
        throw new NatsUnavailable(api, error);
    }

    private List<JsonNode> pages(String api, String field) {
        List<JsonNode> all = new ArrayList<>();
        int total;
        do {
            JsonNode page = requests.ask(api, JSON.createObjectNode().put("offset", all.size()));
            if (page.has("error")) {
                JetStreamError error = JetStreamError.of(page.get("error"));
                if (error.isNotFound()) {
                    return List.of();
                }
                throw new NatsUnavailable(api, error);
            }
            if (page.path(field).isEmpty()) {
                return all;
            }
            page.get(field).forEach(all::add);
            total = page.path("total").asInt();
        } while (all.size() < total);
        return all;
    }
}
