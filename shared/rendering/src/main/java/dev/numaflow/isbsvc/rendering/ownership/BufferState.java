package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How one stream stands, for people who look at a service.
 *
 * @param why whose it is, or what of it is missing; empty where nothing is to be said
 * @param differences every setting of it and of its consumers that is not as it was asked for
 */
public record BufferState(String stream, StreamState standing, String why, List<Difference> differences) {

    /** A setting that is not as it was asked for, of the stream or of a consumer. */
    public record Difference(String of, String field, String found, String wanted) {

        private static Difference of(String what, ConfigDrift drift) {
            return new Difference(what, drift.field(), drift.found(), drift.wanted());
        }
    }

    /** What is asked for comes first, what nobody asks for last. */
    public enum StreamState {
        PRESENT,
        MISSING,
        /** Not found on the servers that answered; one that did not may have it. */
        UNKNOWN,
        DAMAGED,
        DRIFTED,
        TAKEN,
        UNWANTED,
        /** Of a living Pipeline that uses another service now. */
        MOVED,
        ORPHANED,
        FOREIGN
    }

    /** Whether it is as it was asked for. A stream that is not ours is nobody's business. */
    public boolean good() {
        return standing == StreamState.PRESENT || standing == StreamState.FOREIGN;
    }

    /**
     * Every stream that is asked for or there, in the order of names; the living Pipelines are all of the namespace.
     *
     * @param silent how many servers did not answer
     */
    public static Collection<BufferState> all(
            DesiredStreams demand, ActualStreams holding, LivePipelines living, int silent) {
        return all(demand, holding, living, silent, List.of());
    }

    /** The same where some consumers are ahead of their streams. @param ahead those consumers */
    public static Collection<BufferState> all(
            DesiredStreams demand, ActualStreams holding, LivePipelines living, int silent, List<ConsumerAhead> ahead) {
        return all(demand, holding, living, silent, ahead, List.of());
    }

    /**
     * The same where some consumers are ahead of their streams, and some Pipelines use another service now.
     *
     * @param ahead those consumers
     * @param moved what is decided about the streams of those Pipelines
     */
    public static Collection<BufferState> all(
            DesiredStreams demand,
            ActualStreams holding,
            LivePipelines living,
            int silent,
            List<ConsumerAhead> ahead,
            List<DeletionDecision> moved) {
        StreamDiff findings = StreamDiff.of(demand, holding, living);
        Map<String, BufferState> states = new TreeMap<>();
        holding.all()
                .forEach(stream -> put(
                        states,
                        stream.name(),
                        demand.asks(stream.name()) ? StreamState.PRESENT : StreamState.FOREIGN,
                        holding.owner(stream.name()).map(StreamOwner::toString).orElse("")));
        findings.orphans().forEach(each -> put(states, each.name(), StreamState.ORPHANED, orphaned(each)));
        findings.unwanted()
                .forEach(each -> put(
                        states,
                        each.name(),
                        StreamState.UNWANTED,
                        each.owner().owner().toString()));
        findings.moved().forEach(each -> each.streams()
                .forEach(stream -> put(
                        states,
                        stream.name(),
                        StreamState.MOVED,
                        each.claimant().owner().toString())));
        moved.forEach(decision -> decision.moved()
                .streams()
                .forEach(stream -> put(states, stream.name(), StreamState.MOVED, decision.beside(stream))));
        findings.drifted().forEach(each -> differs(states, each.wanted(), StreamState.DRIFTED, holding));
        findings.damaged().forEach(each -> differs(states, each.wanted(), StreamState.DAMAGED, holding));
        ahead.forEach(each -> put(states, each.stream(), damaged(states.get(each.stream())), each.told()));
        findings.gaps()
                .forEach(gap -> put(
                        states,
                        gap.wanted().name(),
                        gap.isCertain(silent) ? StreamState.MISSING : StreamState.UNKNOWN,
                        missing(gap),
                        differences(gap.wanted(), holding)));
        findings.taken()
                .forEach(each -> put(
                        states,
                        each.wanted().name(),
                        StreamState.TAKEN,
                        each.holder().toString()));
        return states.values();
    }

    /** What is amiss with a stream of nobody is told as well, and is left to whoever made it. */
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
            Map<String, BufferState> states, DesiredStream wanted, StreamState standing, ActualStreams holding) {
        put(states, wanted.name(), standing, wanted.claimant().owner().toString(), differences(wanted, holding));
    }

    private static List<Difference> differences(DesiredStream wanted, ActualStreams holding) {
        List<Difference> all = new ArrayList<>();
        holding.stream(wanted.name()).map(StreamReport::config).ifPresent(live -> {
            add(
                    all,
                    "stream",
                    ConfigDrift.all(wanted.config(), live),
                    BreakingDrift.ofStream(wanted.config(), live, holding.nodes()));
            wanted.consumers().forEach((name, config) -> holding.consumer(wanted.name(), name)
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
