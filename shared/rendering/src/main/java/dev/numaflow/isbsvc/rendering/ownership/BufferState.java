package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The state of one stream, for display.
 *
 * @param why its owner, or what of it is missing; may be empty
 * @param differences every setting of the stream and its consumers that differs from the desired one
 */
public record BufferState(String stream, StreamState state, String why, List<Difference> differences) {

    /** A setting of the stream or of a consumer that differs from the desired one. */
    public record Difference(String of, String field, String found, String desired) {

        private static Difference of(String what, ConfigDrift drift) {
            return new Difference(what, drift.field(), drift.found(), drift.desired());
        }
    }

    /** In the order of severity: of several for one stream the last is shown. */
    public enum StreamState {
        FOREIGN,
        PRESENT,
        ORPHANED,
        UNWANTED,
        /** Owned by a live Pipeline that uses another service now. */
        MOVED,
        DRIFTED,
        DAMAGED,
        /** Not found on the servers that answered; one that did not may have it. */
        UNKNOWN,
        MISSING,
        TAKEN
    }

    /** Whether it is as desired. Foreign streams are ignored. */
    public boolean good() {
        return state == StreamState.PRESENT || state == StreamState.FOREIGN;
    }

    /**
     * Every desired or actual stream, by name.
     *
     * @param silent how many servers did not answer
     */
    public static Collection<BufferState> all(
            DesiredStreams desired, ActualStreams actual, StreamDiff diff, int silent) {
        Map<String, BufferState> states = new TreeMap<>();
        actual.all()
                .forEach(stream -> states.put(
                        stream.name(),
                        new BufferState(
                                stream.name(),
                                desired.asks(stream.name()) ? StreamState.PRESENT : StreamState.FOREIGN,
                                actual.owner(stream.name())
                                        .map(StreamOwner::toString)
                                        .orElse(""),
                                List.of())));
        diff.actions().stream()
                .filter(action -> action.state() != StreamState.PRESENT)
                .sorted(Comparator.comparing(StreamAction::state))
                .forEach(action -> states.compute(
                        action.stream(),
                        (name, before) -> new BufferState(
                                name, state(action, before, silent), action.details(), differences(action, actual))));
        return states.values();
    }

    /** Damage of a foreign stream is shown as well, but not repaired. */
    private static StreamState state(StreamAction action, BufferState before, int silent) {
        if (action instanceof DesiredStreamAction.Create create && !create.isCertain(silent)) {
            return StreamState.UNKNOWN;
        }
        return action instanceof StreamAction.Reset && before != null && before.state() == StreamState.FOREIGN
                ? StreamState.FOREIGN
                : action.state();
    }

    private static List<Difference> differences(StreamAction action, ActualStreams actual) {
        return action instanceof DesiredStreamAction desired && action.state() != StreamState.TAKEN
                ? differences(desired.desired(), actual)
                : List.of();
    }

    private static List<Difference> differences(DesiredStream desired, ActualStreams actual) {
        List<Difference> all = new ArrayList<>();
        actual.stream(desired.name()).map(StreamReport::config).ifPresent(live -> {
            add(
                    all,
                    "stream",
                    ConfigDrift.all(desired.config(), live),
                    BreakingDrift.ofStream(desired.config(), live, actual.nodes()));
            desired.consumers().forEach((name, config) -> actual.consumer(desired.name(), name)
                    .ifPresent(found -> add(
                            all,
                            "consumer " + name,
                            ConfigDrift.all(config, found.config()),
                            BreakingDrift.ofConsumer(config, found.config()))));
        });
        return all;
    }

    private static void add(List<Difference> all, String what, List<ConfigDrift> drifts, List<ConfigDrift> damages) {
        Stream.concat(drifts.stream(), damages.stream())
                .map(drift -> Difference.of(what, drift))
                .filter(difference -> !all.contains(difference))
                .forEach(all::add);
    }
}
