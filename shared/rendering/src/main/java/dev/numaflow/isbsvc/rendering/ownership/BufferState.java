package dev.numaflow.isbsvc.rendering.ownership;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one stream stands, for people who look at a service.
 *
 * @param why what differs, or whose it is; empty where nothing is to be said
 */
public record BufferState(String stream, Standing standing, String why) {

    /** What is asked for comes first, what nobody asks for last. */
    public enum Standing {
        PRESENT,
        MISSING,
        DAMAGED,
        DRIFTED,
        TAKEN,
        UNWANTED,
        ORPHANED,
        FOREIGN
    }

    /** Every stream that is asked for or there, in the order of names; the living Pipelines are all of the namespace. */
    public static Collection<BufferState> all(Demand demand, Holding holding, LivePipelines living) {
        Findings findings = Findings.of(demand, holding, living);
        Map<String, BufferState> states = new TreeMap<>();
        holding.all()
                .forEach(stream -> put(
                        states,
                        stream.name(),
                        demand.asks(stream.name()) ? Standing.PRESENT : Standing.FOREIGN,
                        holding.owner(stream.name()).map(StreamOwner::toString).orElse("")));
        findings.orphans()
                .forEach(name ->
                        put(states, name, Standing.ORPHANED, states.get(name).why()));
        findings.unwanted()
                .forEach(each -> put(
                        states,
                        each.name(),
                        Standing.UNWANTED,
                        "" + each.owner().owner()));
        findings.drifted().forEach(each -> put(states, each.wanted().name(), Standing.DRIFTED, "" + each.drift()));
        findings.damaged()
                .forEach(each -> put(
                        states,
                        each.wanted().name(),
                        Standing.DAMAGED,
                        "" + each.drifts().get(0)));
        findings.gaps().forEach(gap -> put(states, gap.wanted().name(), Standing.MISSING, missing(gap)));
        findings.taken().forEach(each -> put(states, each.wanted().name(), Standing.TAKEN, "" + each.holder()));
        return states.values();
    }

    private static String missing(Findings.Gap gap) {
        return gap.stream() ? "" : "its consumer " + String.join(", ", gap.consumers());
    }

    private static void put(Map<String, BufferState> states, String stream, Standing standing, String why) {
        states.put(stream, new BufferState(stream, standing, why));
    }
}
