package dev.numaflow.isbsvc.runtime.steps;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.rendering.steps.Gate;
import dev.numaflow.isbsvc.rendering.steps.GateFacts;
import dev.numaflow.isbsvc.rendering.steps.GateState;
import dev.numaflow.isbsvc.rendering.steps.RollState;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/** Asks every node several times in a row: servers report themselves healthy for a moment before they are. */
@Singleton
public class ServerGate implements StepGate {

    /** How often in a row. */
    static final int ROUNDS = 4;

    private final ClusterView objects;
    private final ServerReports servers;
    private final Clock clock;

    @Inject
    public ServerGate(ClusterView objects, ServerReports servers, Clock clock) {
        this.objects = objects;
        this.servers = servers;
        this.clock = clock;
    }

    @Override
    public GateState of(Names names, JsonNode statefulSet, RollState roll, Optional<String> out) {
        return Gate.of(facts(names, statefulSet, roll, out));
    }

    @Override
    public GateState ofLoss(Names names, JsonNode statefulSet, RollState roll, Optional<String> out) {
        return Gate.ofLoss(facts(names, statefulSet, roll, out));
    }

    @Override
    public GateState ofRestart(Names names, JsonNode statefulSet, RollState roll, Optional<String> out) {
        return Gate.ofRestart(facts(names, statefulSet, roll, out));
    }

    private GateFacts facts(Names names, JsonNode statefulSet, RollState roll, Optional<String> out) {
        Names newest = names.withEncryption(RunningEncryption.changes(statefulSet));
        LiveConfig config = objects.get(new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), newest.configMap()))
                .map(map -> LiveConfig.of(map, statefulSet))
                .orElse(LiveConfig.NONE);
        return new GateFacts(
                roll,
                out,
                servers.rounds(names, roll.replicas(), ROUNDS),
                config,
                servers.runs(names, roll.replicas()),
                clock.instant());
    }
}
