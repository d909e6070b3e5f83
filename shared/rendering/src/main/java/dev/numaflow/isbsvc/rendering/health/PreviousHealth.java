package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.health.ServiceTrouble.Kind;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The health that the previous reconcile wrote. Everything that the next one has to know stands in conditions of our own; the
 * message of Numaflow's condition is only ever written, or kept as it is.
 *
 * @param reason of Numaflow's condition
 * @param message of Numaflow's condition
 * @param recorded the conditions of {@link ConditionType#OF_HEALTH}
 */
public record PreviousHealth(Before before, String reason, String message, List<Condition> recorded) {

    /** Whether the service has served, and still does. */
    public enum Before {
        NEVER_SERVED,
        SERVES,
        LOST
    }

    /** The reason of a degradation that an Event has reported, and of one that was seen during a doubt alone. */
    private static final String REPORTED = "Reported";

    private static final String NOT_REPORTED = "NotReported";
    private static final ObjectMapper JSON = new ObjectMapper();

    public PreviousHealth {
        recorded = List.copyOf(recorded);
    }

    /** Reads the status; without the condition, the service never served. */
    public static PreviousHealth of(ServiceStatus status) {
        Optional<Condition> health = status.condition(ConditionType.CHILDREN_RESOURCES_HEALTHY);
        Before otherwise = health.filter(Condition::isFalse).isPresent() ? Before.LOST : Before.NEVER_SERVED;
        return new PreviousHealth(
                health.filter(Condition::isTrue).isPresent() ? Before.SERVES : otherwise,
                health.map(Condition::reason).orElse(""),
                health.map(Condition::message).orElse(""),
                ConditionType.OF_HEALTH.stream()
                        .flatMap(type -> status.condition(type).stream())
                        .toList());
    }

    /** Whether an Event has reported this kind of degradation. */
    public boolean reported(Kind kind) {
        return before == Before.SERVES
                && find(kind.label())
                        .filter(known -> REPORTED.equals(known.reason()))
                        .isPresent();
    }

    /** Whether the service had lost its quorum for this reason. */
    public boolean isLostFor(String why) {
        return before == Before.LOST && why.equals(reason);
    }

    /** Since when the servers of a service that serves have not confirmed it. */
    Optional<Instant> doubtedSince() {
        return doubt().flatMap(Condition::since);
    }

    private Optional<Condition> doubt() {
        return find(ConditionType.NOT_CONFIRMED.label()).filter(known -> before == Before.SERVES);
    }

    /** Since when consumers are known to be ahead of their streams. */
    public Optional<Instant> aheadSince() {
        return find(Kind.CONSUMERS_AHEAD.label()).flatMap(Condition::since);
    }

    /** The servers that are known not to answer whether they have loaded their configuration. */
    List<String> silent() {
        return find(Kind.CONFIGURATION_NOT_TAKEN.label())
                .map(Condition::record)
                .map(names -> names.valueStream().map(JsonNode::asText).toList())
                .orElse(List.of());
    }

    private Optional<Condition> find(String type) {
        return recorded.stream().filter(known -> known.type().equals(type)).findFirst();
    }

    /** The message for these consumers; the start time is kept, whichever they are later. */
    String noteAhead(String labels, Instant now) {
        return labels + ", first seen " + aheadSince().orElse(now);
    }

    /** The condition for a degradation, which keeps its start time. */
    Condition record(ServiceTrouble trouble, boolean isReported, Instant now) {
        String type = trouble.kind().label();
        return Condition.since(
                find(type).flatMap(Condition::since).orElse(now),
                type,
                isReported ? REPORTED : NOT_REPORTED,
                trouble.silent().isEmpty()
                        ? ""
                        : JSON.valueToTree(trouble.silent()).toString());
    }

    /** A doubt; the same kind of doubt keeps its first message, and what was recorded with that. */
    Health.Doubted doubted(ServiceTrouble doubt, Instant since, Health.Serves besides, Instant now) {
        String kind = doubt.kind().label();
        if (doubt().filter(known -> kind.equals(known.reason()))
                .flatMap(Condition::since)
                .isPresent()) {
            return new Health.Doubted(message, recorded);
        }
        List<Condition> all = new ArrayList<>();
        all.add(Condition.since(since, ConditionType.NOT_CONFIRMED.label(), kind, ""));
        all.addAll(besides.recordedBeside(this, now));
        return new Health.Doubted("not confirmed since " + since + ", " + doubt + besides.messageBeside(this), all);
    }
}
