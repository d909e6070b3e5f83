package dev.numaflow.isbsvc.runtime.health;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.health.CreationFailure;
import dev.numaflow.isbsvc.rendering.health.Health;
import dev.numaflow.isbsvc.rendering.health.HealthEvaluator;
import dev.numaflow.isbsvc.rendering.health.HealthFacts;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.health.PodState;
import dev.numaflow.isbsvc.rendering.health.PreviousHealth;
import dev.numaflow.isbsvc.rendering.health.PreviousHealth.Before;
import dev.numaflow.isbsvc.rendering.health.VolumeSizes;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
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
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Evaluates the health of a service from its live objects and, as soon as enough of its pods are ready, from its servers. */
@Singleton
public class ServiceHealth {

    private final ClusterView objects;
    private final ServerReports servers;
    private final Clock clock;

    @Inject
    public ServiceHealth(ClusterView objects, ServerReports servers, Clock clock) {
        this.objects = objects;
        this.servers = servers;
        this.clock = clock;
    }

    /** The evaluation, and its inputs. */
    public record Evaluation(HealthFacts facts, Health health) {

        public boolean statefulSetExists() {
            return facts.nodes().replicas() > 0;
        }

        /** The fact for the status: a service in doubt keeps serving. */
        public Fact fact() {
            if (health instanceof Health.Starts starts) {
                return new Fact.Starting(starts.message());
            }
            return health instanceof Health.Lost lost
                    ? new Fact.Unhealthy(lost.reason(), lost.message())
                    : new Fact.Healthy(health.message(), health.recorded(facts.previous(), facts.now()));
        }

        /** Whether the status already matches. */
        public boolean isRecordedIn(InterStepBufferService service) {
            return StatusFold.isRecorded(
                    service.status(), new Facts(service.generation(), statefulSetExists(), List.of(fact())));
        }

        /** Whether it serves now, and did not before. */
        public boolean serves() {
            return health instanceof Health.Serves && facts.previous().before() != Before.SERVES;
        }

        /** Whether something is wrong that was not reported yet. */
        public boolean isNewlyDegraded() {
            return health instanceof Health.Serves serves && serves.isNewlyDegraded(facts.previous());
        }
    }

    /** Reads the pods, and queries the servers if enough pods are ready. */
    public Evaluation evaluate(InterStepBufferService service) {
        return evaluate(service, replicas -> servers.of(service.names(), replicas));
    }

    /** The same with these reports of the servers, fetched only when needed. */
    public Evaluation evaluate(InterStepBufferService service, IntFunction<List<NodeReport>> answers) {
        return evaluate(service, objectsOf(service.names()), answers);
    }

    /** The same from objects of which some may have been read already. */
    Evaluation evaluate(InterStepBufferService service, NodeObjects live) {
        return evaluate(service, live, replicas -> servers.of(service.names(), replicas));
    }

    private Evaluation evaluate(
            InterStepBufferService service, NodeObjects live, IntFunction<List<NodeReport>> answers) {
        HealthFacts facts = facts(service, live);
        HealthFacts complete =
                HealthEvaluator.needsServers(facts) ? withAnswers(service.names(), facts, live, answers) : facts;
        return new Evaluation(complete, HealthEvaluator.evaluate(complete));
    }

    /** The objects of a service, none of which is read yet. */
    NodeObjects objectsOf(Names names) {
        return new NodeObjects(objects, names);
    }

    private HealthFacts withAnswers(
            Names names, HealthFacts facts, NodeObjects live, IntFunction<List<NodeReport>> answers) {
        int replicas = facts.nodes().replicas();
        List<NodeReport> nodes = answers.apply(replicas);
        Optional<JsonNode> set = live.statefulSet();
        HealthFacts answered = facts.with(nodes, servers.consumersAhead(names, replicas, nodes))
                .on(volumes(names, set));
        Names newest = names.withEncryption(set.map(RunningEncryption::changes).orElse(0));
        LiveConfig config = objects.get(new ObjectRef(ObjectKind.CONFIG_MAP, names.namespace(), newest.configMap()))
                .flatMap(map -> set.map(of -> LiveConfig.of(map, of)))
                .orElse(LiveConfig.NONE);
        return config.isAsMade() ? answered : answered.with(config, servers.runs(names, replicas));
    }

    private VolumeSizes volumes(Names names, Optional<JsonNode> statefulSet) {
        return statefulSet
                .filter(set -> set.at("/spec/volumeClaimTemplates").size() > 0)
                .map(set -> VolumeSizes.of(
                        set,
                        objects.list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), Labels.selector(names))))
                .orElse(VolumeSizes.NONE);
    }

    /** Whether the objects behind an evaluation are as these. */
    boolean isUnchanged(Evaluation evaluation, InterStepBufferService service, NodeObjects now) {
        return facts(service, now).isAsIn(evaluation.facts());
    }

    private HealthFacts facts(InterStepBufferService service, NodeObjects live) {
        ObjectRef statefulSet = ObjectRef.ofStatefulSet(service.names());
        NodeSet nodes = live.nodes();
        List<PodState> pods = live.pods();
        PreviousHealth previous = PreviousHealth.of(service.status());
        Optional<String> creationFailure = live.statefulSet()
                .filter(set -> pods.size() < nodes.replicas() && CreationFailure.isPossible(set))
                .flatMap(set -> CreationFailure.newest(objects.eventsAbout(statefulSet), set));
        return new HealthFacts(
                nodes.with(creationFailure),
                previous,
                pods,
                List.of(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }
}
