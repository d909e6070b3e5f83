package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.steps.AssignedNames;
import dev.numaflow.isbsvc.rendering.steps.GateState;
import dev.numaflow.isbsvc.rendering.steps.ScaleReports;
import dev.numaflow.isbsvc.rendering.steps.ServerRound;
import dev.numaflow.isbsvc.rendering.volumes.LostNode;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Asks the other nodes whether they have everything without a lost one: each is healthy several times in a row and up to date with every
 * stream that it has, and together they have every stream and consumer that the leader of the meta group knows of.
 */
@Singleton
public class LostNodeGate {

    private final NatsAccess access;
    private final ServerReports reports;

    @Inject
    public LostNodeGate(NatsAccess access, ServerReports reports) {
        this.access = access;
        this.reports = reports;
    }

    GateState of(Names names, boolean tls, JsonNode statefulSet, LostNode lost) {
        AssignedNames assigned;
        try (JetStreamApi api = access.connect(names, tls)) {
            assigned = assigned(api);
        } catch (NatsUnavailable unknown) {
            return GateState.of(List.of("the names of all streams are not known: " + unknown.getMessage()));
        }
        int nodes = Running.replicas(statefulSet);
        List<ServerRound> rounds = reports.rounds(names, nodes, ServerGate.ROUNDS);
        GateState state = new ScaleReports(names.statefulSet(), rounds).gateWithout(lost.ordinal(), nodes);
        return state instanceof GateState.Shut
                ? state
                : assigned.reportedIn(rounds.get(rounds.size() - 1).reports().stream()
                        .filter(report -> !report.name().equals(lost.node()))
                        .toList());
    }

    private static AssignedNames assigned(JetStreamApi api) {
        Map<String, List<String>> consumers = new TreeMap<>();
        for (String stream : api.streamNames()) {
            consumers.put(stream, api.consumerNames(stream));
        }
        return new AssignedNames(consumers);
    }
}
