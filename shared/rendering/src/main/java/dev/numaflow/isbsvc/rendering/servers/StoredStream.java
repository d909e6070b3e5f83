package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A stream as one server stores it, with its durable consumers: what two servers have to agree in where one has a copy of the other's. When it
 * was created is not among that, because newer servers take the time of the restore.
 *
 * @param config as the server reports it
 * @param state how much it stores, and from which message to which
 * @param consumers by name
 */
public record StoredStream(String name, JsonNode config, State state, Map<String, StoredConsumer> consumers) {

    public StoredStream {
        consumers = new TreeMap<>(consumers);
    }

    /**
     * What a stream stores.
     *
     * @param first the first message; of a stream without messages servers report different sequences, so it has none here
     * @param last the sequence of the last message that there ever was, and when that was stored
     * @param deleted sequences between the first and the last one that are not there
     */
    public record State(long messages, long bytes, Stored first, Stored last, long deleted) {

        static State of(JsonNode state) {
            long messages = state.path("messages").asLong();
            Stored last = Stored.of(state, "last");
            return new State(
                    messages,
                    state.path("bytes").asLong(),
                    messages == 0 ? Stored.NOTHING : Stored.of(state, "first"),
                    messages == 0 ? new Stored(last.sequence(), "") : last,
                    state.path("num_deleted").asLong());
        }
    }

    /**
     * A message of a stream.
     *
     * @param time when it was stored, in nanoseconds, which a copy keeps
     */
    public record Stored(long sequence, String time) {

        static final Stored NOTHING = new Stored(0, "");

        /** Not where either time cannot be read. */
        private boolean isAtOrBefore(Stored other) {
            try {
                return !Instant.parse(time).isAfter(Instant.parse(other.time));
            } catch (DateTimeParseException unreadable) {
                return false;
            }
        }

        private static Stored of(JsonNode state, String which) {
            return new Stored(
                    state.path(which + "_seq").asLong(),
                    state.path(which + "_ts").asText());
        }
    }

    /** Reads an answer of the JetStream API. @param consumers what it answers for all consumers of the stream */
    public static StoredStream of(JsonNode stream, List<JsonNode> consumers) {
        return new StoredStream(
                stream.at("/config/name").asText(),
                stream.path("config"),
                State.of(stream.path("state")),
                consumers.stream()
                        .filter(StoredConsumer::isDurable)
                        .map(StoredConsumer::of)
                        .collect(Collectors.toMap(StoredConsumer::name, Function.identity())));
    }

    /** Why no server gives a copy of a stream with this configuration, or one that is restored stores something else; in words for users. */
    public static Optional<String> uncopyable(JsonNode config) {
        if (config.path("storage").asText().equals("memory")) {
            return Optional.of("is stored in memory");
        }
        return config.hasNonNull("mirror") || !config.path("sources").isEmpty()
                ? Optional.of("is filled from another stream")
                : Optional.empty();
    }

    /** Whether it never had a message. */
    public boolean isFresh() {
        return state.messages() == 0 && state.last().sequence() == 0;
    }

    /** What a copy of it has otherwise, in words for users; empty where they are equal. */
    public Optional<String> difference(StoredStream copy) {
        if (!config.equals(copy.config)) {
            return Optional.of("another configuration");
        }
        if (!state.equals(copy.state)) {
            return Optional.of(copy.state + " instead of " + state);
        }
        if (!consumers.keySet().equals(copy.consumers.keySet())) {
            return Optional.of("the consumers " + copy.consumers.keySet() + " instead of " + consumers.keySet());
        }
        return consumers.values().stream()
                .filter(consumer -> !consumer.equals(copy.consumers.get(consumer.name())))
                .findFirst()
                .map(consumer ->
                        "consumer " + consumer.name() + " is at another position, or has another configuration");
    }

    /**
     * Whether it is this copy, restored: either equal, or used since. A restore is written whole or not at all; a stream that somebody created
     * under the same name has no message that was stored at the same time.
     */
    public boolean continues(StoredStream copy) {
        boolean isSame = copy.state.messages() == 0
                || state.first().equals(copy.state.first())
                || state.last().equals(copy.state.last());
        return isSame && state.last().sequence() >= copy.state.last().sequence() && reachesConsumersOf(copy);
    }

    /**
     * Whether it is this copy, restored, with nothing written since: its last message ever is the same one, and what it has not any more may
     * have been read, or have grown old. Of one that is empty now nobody can say that.
     */
    public boolean isReadSince(StoredStream copy) {
        boolean isLastSame = copy.state.messages() == 0
                ? state.last().sequence() == copy.state.last().sequence()
                : state.last().equals(copy.state.last());
        return isLastSame
                && config.equals(copy.config)
                && state.messages() <= copy.state.messages()
                && (state.messages() == 0
                        || state.first().sequence() >= copy.state.first().sequence())
                && reachesConsumersOf(copy);
    }

    /**
     * Whether it is a part of this copy, from its first message on: what is left of a restore whose server was killed meanwhile. Whoever has
     * written to it did so after the copy was made.
     */
    public boolean isBeginningOf(StoredStream copy) {
        return config.equals(copy.config)
                && state.messages() > 0
                && state.first().equals(copy.state.first())
                && state.last().sequence() < copy.state.last().sequence()
                && state.last().isAtOrBefore(copy.state.last());
    }

    private boolean reachesConsumersOf(StoredStream copy) {
        return copy.consumers.values().stream().allMatch(consumer -> Optional.ofNullable(consumers.get(consumer.name()))
                .filter(own -> own.reaches(consumer))
                .isPresent());
    }
}
