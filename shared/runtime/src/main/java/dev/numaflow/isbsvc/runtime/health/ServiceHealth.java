package dev.numaflow.isbsvc.runtime.health;

import dev.numaflow.isbsvc.rendering.health.Health;
import dev.numaflow.isbsvc.rendering.health.HealthFacts;
import dev.numaflow.isbsvc.rendering.health.HealthFacts.Before;
import dev.numaflow.isbsvc.rendering.health.HealthJudge;
import dev.numaflow.isbsvc.rendering.health.PodState;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.StatusFold;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Judges the health of a service from its live objects, and, only where the judgement needs it, from its servers. */
@Singleton
public class ServiceHealth {

    private final ClusterView objects;
    private final ServerReports servers;

    @Inject
    public ServiceHealth(ClusterView objects, ServerReports servers) {
        this.objects = objects;
        this.servers = servers;
    }

    /** The judgement, and what it rests on. */
    public record Judgement(HealthFacts facts, Health health) {

        public boolean statefulSetExists() {
            return facts.replicas() > 0;
        }

        /** What it means for the status. */
        public Fact fact() {
            if (health instanceof Health.Serves serves) {
                return new Fact.Healthy(serves.message());
            }
            return health instanceof Health.Lost lost
                    ? new Fact.Unhealthy(lost.reason(), lost.message())
                    : new Fact.Starting(health.message());
        }

        /** Whether the status says so already. */
        public boolean isWhatStandsIn(InterStepBufferService service) {
            ServiceStatus status = service.status();
            Facts facts = new Facts(service.generation(), statefulSetExists(), List.of(fact()));
            return StatusFold.fold(status, facts, "").equals(status);
        }

        /** It did not serve before this look. */
        public boolean serves() {
            return health instanceof Health.Serves && facts.before() != Before.SERVES;
        }
    }

    /** Looks at the pods, and asks the servers if they have to confirm what the pods say. */
    public Judgement judge(InterStepBufferService service) {
        return judge(service, replicas -> servers.of(service.names(), replicas));
    }

    /** The same with what the servers said already, or will say when they are asked. */
    public Judgement judge(InterStepBufferService service, IntFunction<List<NodeReport>> nodes) {
        HealthFacts facts = facts(service);
        HealthFacts complete = HealthJudge.needsServers(facts) ? facts.with(nodes.apply(facts.replicas())) : facts;
        return new Judgement(complete, HealthJudge.judge(complete));
    }

    private HealthFacts facts(InterStepBufferService service) {
        Names names = service.names();
        int replicas = objects.get(new ObjectRef(ObjectKind.STATEFUL_SET, names.namespace(), names.statefulSet()))
                .map(set -> set.path("spec").path("replicas").asInt(1))
                .orElse(0);
        List<PodState> pods =
                objects.list(ObjectKind.POD, names.namespace(), Labels.SERVICE_NAME + "=" + names.service()).stream()
                        .map(PodState::of)
                        .toList();
        return new HealthFacts(replicas, before(service), pods, List.of());
    }

    private static Before before(InterStepBufferService service) {
        Optional<Condition> condition = service.status().condition(ConditionType.CHILDREN_RESOURCES_HEALTHY);
        if (condition.filter(Condition::isTrue).isPresent()) {
            return Before.SERVES;
        }
        return condition.filter(Condition::isFalse).isPresent() ? Before.LOST : Before.NEVER_SERVED;
    }
}
