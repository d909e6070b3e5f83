package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A stream as one server stores it, with its durable consumers: what two servers have to agree in where one has a copy of the other's. When it
 * was created is not among that, because newer servers take the time of the restore; nor is when it was asked for.
 *
 * @param config as the server reports it
 * @param state how much it stores, and from which message to which
 * @param consumers by name
 * @param answer who said so, and when
 */
public record StoredStream(
        String name, JsonNode config, State state, Map<String, StoredConsumer> consumers, Answer answer) {

    public StoredStream {
        consumers = new TreeMap<>(consumers);
    }

    /** Whether nothing has moved in between, where both are answers of one server. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StoredStream stream
                && name.equals(stream.name)
                && config.equals(stream.config)
                && state.equals(stream.state)
                && consumers.equals(stream.consumers);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, config, state, consumers);
    }

    /**
     * An answer of a server.
     *
     * @param version of the server
     * @param time of the server
     */
    public record Answer(String version, String time) {

        /** Empty where nobody can read it. */
        Optional<Instant> at() {
            return instant(time);
        }
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

        /** The last sequence before the first message. */
        private long gone() {
            return messages == 0 ? last.sequence() : first.sequence() - 1;
        }

        /** Whether no message is before or after those of the other one, and there are not more of them. */
        private boolean isWithin(State other) {
            return messages <= other.messages && (messages == 0 || startsIn(other)) && endsIn(other);
        }

        private boolean startsIn(State other) {
            return first.sequence() > other.first.sequence() || first.equals(other.first);
        }

        private boolean endsIn(State other) {
            return last.sequence() < other.last.sequence()
                    ? messages == 0 || last.isAtOrBefore(other.last)
                    : hasSameEnd(other);
        }

        /** Whether the last message that there ever was is the same; the time of that of an empty stream is not known. */
        boolean hasSameEnd(State other) {
            return last.sequence() == other.last.sequence()
                    && (messages == 0 || other.messages == 0 || last.equals(other.last));
        }
    }

    /**
     * A message of a stream.
     *
     * @param time when it was stored, in nanoseconds, which a copy keeps
     */
    public record Stored(long sequence, String time) {

        static final Stored NOTHING = new Stored(0, "");

        /** When it was stored; empty where nobody can read that. */
        public Optional<Instant> at() {
            return instant(time);
        }

        private boolean isAtOrBefore(Stored other) {
            return at().filter(
                            own -> other.at().filter(its -> !own.isAfter(its)).isPresent())
                    .isPresent();
        }

        private static Stored of(JsonNode state, String which) {
            return new Stored(
                    state.path(which + "_seq").asLong(),
                    state.path(which + "_ts").asText());
        }
    }

    /**
     * Reads an answer of the JetStream API.
     *
     * @param consumers what it answers for all consumers of the stream
     * @param version of the server
     */
    public static StoredStream of(JsonNode stream, List<JsonNode> consumers, String version) {
        return new StoredStream(
                stream.at("/config/name").asText(),
                stream.path("config"),
                State.of(stream.path("state")),
                consumers.stream()
                        .filter(StoredConsumer::isDurable)
                        .map(StoredConsumer::of)
                        .collect(Collectors.toMap(StoredConsumer::name, Function.identity())),
                new Answer(version, stream.path("ts").asText()));
    }

    private static Optional<Instant> instant(String time) {
        try {
            return Optional.of(Instant.parse(time));
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Why no server gives a copy of a stream with this configuration, or one that is restored stores something else, or does not stay as it is;
     * in words for users. To count messages, or to let them grow old, changes nothing of what is compared.
     */
    public static Optional<String> uncopyable(JsonNode config) {
        if (config.path("storage").asText().equals("memory")) {
            return Optional.of("is stored in memory");
        }
        if (config.hasNonNull("mirror") || !config.path("sources").isEmpty()) {
            return Optional.of("is filled from another stream");
        }
        if (config.path("subject_delete_marker_ttl").asLong() > 0) {
            return Optional.of("stores markers by itself where messages go (subject_delete_marker_ttl)");
        }
        if (config.path("allow_msg_schedules").asBoolean()) {
            return Optional.of("stores messages by itself when they are due (allow_msg_schedules)");
        }
        return config.path("consumer_limits")
                                .path(StoredConsumer.INACTIVE_THRESHOLD)
                                .asLong()
                        > 0
                ? Optional.of("drops consumers by itself that nobody uses (consumer_limits.inactive_threshold)")
                : Optional.empty();
    }

    /** Whether it never had a message. */
    public boolean isFresh() {
        return state.messages() == 0 && state.last().sequence() == 0;
    }

    /** What a copy of it has otherwise, in words for users; empty where they are equal. */
    public Optional<String> difference(StoredStream copy) {
        if (!hasConfigOf(copy)) {
            return Optional.of("another configuration");
        }
        if (!state.equals(copy.state)) {
            return Optional.of(copy.state + " instead of " + state);
        }
        if (!consumers.keySet().equals(copy.consumers.keySet())) {
            return Optional.of("the consumers " + copy.consumers.keySet() + " instead of " + consumers.keySet());
        }
        return consumers.values().stream()
                .filter(consumer -> !consumer.isEqual(
                        copy.consumers.get(consumer.name()), isOfAnotherVersionThan(copy), goneOf(copy)))
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

    /** Whether they differ in nothing but first messages that have grown old in one of them, and not yet in the other. */
    public boolean isOnlyOlder(StoredStream other) {
        return hasConfigOf(other)
                && MissingMessages.areAllOld(this, other)
                && consumers.keySet().equals(other.consumers.keySet())
                && consumers.values().stream()
                        .allMatch(consumer -> consumer.isEqual(
                                other.consumers.get(consumer.name()), isOfAnotherVersionThan(other), goneOf(other)));
    }

    /**
     * Whether it is this copy, restored, with nothing written since: it has the same messages, but for those that readers have taken away, or
     * that have grown old. A consumer may be ahead.
     */
    public boolean isReadSince(StoredStream copy) {
        return hasConfigOf(copy) && MissingMessages.areExplained(this, copy) && reachesConsumersOf(copy);
    }

    /**
     * Whether it has nothing that this copy has not, as far as its bounds tell: what is left of a restore whose server was killed meanwhile,
     * which loses any of its blocks. Whoever has written to it did so after the copy was made.
     */
    public boolean isPartOf(StoredStream copy) {
        return hasConfigOf(copy) && state.isWithin(copy.state);
    }

    /** The last sequence that neither of them has any more, before the first one that one of them has. */
    private long goneOf(StoredStream copy) {
        return Math.max(state.gone(), copy.state.gone());
    }

    private boolean hasConfigOf(StoredStream copy) {
        return ReportedConfig.isSame(config, copy.config, isOfAnotherVersionThan(copy));
    }

    private boolean isOfAnotherVersionThan(StoredStream copy) {
        return !answer.version().equals(copy.answer.version());
    }

    /** Whether nothing of it is behind this copy: neither its last message, nor any consumer that it still has. */
    public boolean hasReached(StoredStream copy) {
        return state.last().sequence() >= copy.state.last().sequence()
                && copy.consumers.values().stream()
                        .allMatch(consumer -> Optional.ofNullable(consumers.get(consumer.name()))
                                .map(own -> own.reaches(consumer, goneOf(copy)))
                                .orElse(true));
    }

    private boolean reachesConsumersOf(StoredStream copy) {
        return copy.consumers.values().stream().allMatch(consumer -> Optional.ofNullable(consumers.get(consumer.name()))
                .filter(own -> own.reaches(consumer, goneOf(copy)))
                .isPresent());
    }
}
