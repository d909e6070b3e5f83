package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.Collection;
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
public record BufferState(String stream, StreamState standing, String why, List<Difference> differences) {

    /** A setting of the stream or of a consumer that differs from the desired one. */
    public record Difference(String of, String field, String found, String wanted) {

        private static Difference of(String what, ConfigDrift drift) {
            return new Difference(what, drift.field(), drift.found(), drift.wanted());
        }
    }

    /** Desired streams first, streams that are not requested last. */
    public enum StreamState {
        PRESENT,
        MISSING,
        /** Not found on the servers that answered; one that did not may have it. */
        UNKNOWN,
        DAMAGED,
        DRIFTED,
        TAKEN,
        UNWANTED,
        /** Owned by a live Pipeline that uses another service now. */
        MOVED,
        ORPHANED,
        FOREIGN
    }

    /** Whether it is as desired. Foreign streams are ignored. */
    public boolean good() {
        return standing == StreamState.PRESENT || standing == StreamState.FOREIGN;
    }

    /**
     * Every desired or actual stream, by name; {@code living} are all Pipelines of the namespace.
     *
     * @param silent how many servers did not answer
     */
    public static Collection<BufferState> all(
            DesiredStreams desired, ActualStreams actual, LivePipelines living, int silent) {
        return all(desired, actual, living, silent, List.of());
    }

    /** The same where some consumers are ahead of their streams. @param ahead those consumers */
    public static Collection<BufferState> all(
            DesiredStreams desired, ActualStreams actual, LivePipelines living, int silent, List<ConsumerAhead> ahead) {
        return all(desired, actual, living, silent, ahead, List.of());
    }

    /**
     * The same where some consumers are ahead of their streams, and some Pipelines use another service now.
     *
     * @param ahead those consumers
     * @param moved the decisions about the streams of those Pipelines
     */
    public static Collection<BufferState> all(
            DesiredStreams desired,
            ActualStreams actual,
            LivePipelines living,
            int silent,
            List<ConsumerAhead> ahead,
            List<DeletionDecision> moved) {
        StreamDiff diff = StreamDiff.of(desired, actual, living);
        Map<String, BufferState> states = new TreeMap<>();
        actual.all()
                .forEach(stream -> put(
                        states,
                        stream.name(),
                        desired.asks(stream.name()) ? StreamState.PRESENT : StreamState.FOREIGN,
                        actual.owner(stream.name()).map(StreamOwner::toString).orElse("")));
        diff.orphans().forEach(each -> put(states, each.name(), StreamState.ORPHANED, orphaned(each)));
        diff.unwanted()
                .forEach(each -> put(
                        states,
                        each.name(),
                        StreamState.UNWANTED,
                        each.owner().owner().toString()));
        diff.moved().forEach(each -> each.streams()
                .forEach(stream -> put(
                        states,
                        stream.name(),
                        StreamState.MOVED,
                        each.claimant().owner().toString())));
        moved.forEach(decision -> decision.moved()
                .streams()
                .forEach(stream -> put(states, stream.name(), StreamState.MOVED, decision.beside(stream))));
        diff.drifted().forEach(each -> differs(states, each.wanted(), StreamState.DRIFTED, actual));
        diff.damaged().forEach(each -> differs(states, each.wanted(), StreamState.DAMAGED, actual));
        ahead.forEach(each -> put(states, each.stream(), damaged(states.get(each.stream())), each.told()));
        diff.gaps()
                .forEach(gap -> put(
                        states,
                        gap.wanted().name(),
                        gap.isCertain(silent) ? StreamState.MISSING : StreamState.UNKNOWN,
                        missing(gap),
                        differences(gap.wanted(), actual)));
        diff.taken()
                .forEach(each -> put(
                        states,
                        each.wanted().name(),
                        StreamState.TAKEN,
                        each.holder().toString()));
        return states.values();
    }

    /** Damage of a foreign stream is shown as well, but not repaired. */
    private static StreamState damaged(BufferState before) {
        return before != null && before.standing() == StreamState.FOREIGN ? StreamState.FOREIGN : StreamState.DAMAGED;
    }

    private static String orphaned(Orphan orphan) {
        return orphan.pipeline()
                + (orphan.isBucket() ? "" : "; " + orphan.stream().unread() + " unread");
    }

    private static String missing(StreamDiff.Gap gap) {
        return gap.stream() ? "" : "its consumer " + String.join(", ", gap.consumers());
    }

    private static void differs(
            Map<String, BufferState> states, DesiredStream wanted, StreamState standing, ActualStreams actual) {
        put(states, wanted.name(), standing, wanted.claimant().owner().toString(), differences(wanted, actual));
    }

    private static List<Difference> differences(DesiredStream wanted, ActualStreams actual) {
        List<Difference> all = new ArrayList<>();
        actual.stream(wanted.name()).map(StreamReport::config).ifPresent(live -> {
            add(
                    all,
                    "stream",
                    ConfigDrift.all(wanted.config(), live),
                    BreakingDrift.ofStream(wanted.config(), live, actual.nodes()));
            wanted.consumers().forEach((name, config) -> actual.consumer(wanted.name(), name)
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

    private static void put(Map<String, BufferState> states, String stream, StreamState standing, String why) {
        put(states, stream, standing, why, List.of());
    }

    private static void put(
            Map<String, BufferState> states,
            String stream,
            StreamState standing,
            String why,
            List<Difference> differences) {
        states.put(stream, new BufferState(stream, standing, why, differences));
    }
}
