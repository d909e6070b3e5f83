package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.change.ChangePreview;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.ReleaseMark;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.isbsvc.PreviewInspector;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Previews a change of a live service, with the beans of the function that applies it. */
record LivePreview(ClusterView objects) {

    private static final String CONTROLLER_NAMESPACE = "numaflow-system";

    /** The platform team's configuration in the cluster. */
    Parsed<ControllerConfig> controllerConfig() {
        return ControllerConfigSource.parse(
                objects.get(new ObjectRef(ObjectKind.CONFIG_MAP, CONTROLLER_NAMESPACE, ControllerConfig.CONFIG_MAP)));
    }

    Parsed<ChangePreview> of(ControllerConfig config, Manifest manifest) {
        Planning planning = Planning.on(objects, new Servers(), Clock.systemUTC());
        return new PreviewInspector(objects, planning).preview(manifest.tree(), config);
    }

    /**
     * Whether a live service could be left to Numaflow's controller; a refusal where the functions would not carry it out, its spec is
     * invalid, or something about the running servers is unknown.
     */
    Parsed<ReleaseDecision> release(ControllerConfig config, JsonNode live) {
        List<Violation> obstacles = ReleaseObstacles.of(live, config.instance());
        return obstacles.isEmpty() ? decide(config, live) : Parsed.refused(obstacles);
    }

    private Parsed<ReleaseDecision> decide(ControllerConfig config, JsonNode live) {
        LiveService service = LiveService.of(ReleaseMark.on(live), config);
        Planning planning = Planning.on(objects, new Servers(), Clock.systemUTC());
        Optional<JsonNode> statefulSet = planning.statefulSet(service);
        return service.desired()
                .then(valid -> planning.plan(service, Children.of(valid), statefulSet))
                .then(plan -> plan.release()
                        .map(Parsed::of)
                        .orElseGet(() -> Parsed.refused(new Violation(
                                "StatefulSet " + service.names().statefulSet(),
                                "none of this service",
                                "one; the functions make it when they reconcile the service"))));
    }

    /** Outside the cluster servers cannot be reached by name: then messages are assumed to be stored. */
    private final class Servers extends ServerReports {

        private Servers() {
            super(new Monitoring());
        }

        /**
         * Without a key Secret nobody has taken the service over yet. That waits for the servers, and ends as their ConfigMap says when they
         * run with it, so a plan assumes that of those that it cannot reach.
         */
        @Override
        public List<ServerRun> runs(Names names, int replicas) {
            List<ServerRun> answers = super.runs(names, replicas);
            boolean isTakenOver = objects.get(new ObjectRef(ObjectKind.SECRET, names.namespace(), names.keySecret()))
                    .isPresent();
            return isTakenOver
                    ? answers
                    : Stream.concat(answers.stream(), assumed(names, replicas, answers))
                            .toList();
        }

        private Stream<ServerRun> assumed(Names names, int replicas, List<ServerRun> answers) {
            // Later than any write, by whatever clock.
            Optional<Instant> started = Optional.of(Instant.now().plus(Duration.ofDays(1)));
            return names.pods(Math.min(replicas, Bounds.NODES)).stream()
                    .filter(pod ->
                            answers.stream().noneMatch(answer -> answer.name().equals(pod)))
                    .map(pod -> new ServerRun(pod, started, started, 0));
        }
    }
}
