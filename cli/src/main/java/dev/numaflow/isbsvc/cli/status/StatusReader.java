package dev.numaflow.isbsvc.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.ConditionFact;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.Head;
import dev.numaflow.isbsvc.cli.status.ServiceFacts.Steps;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.model.Condition;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Reads everything for the status of one service. What cannot be read is noted, and the rest is shown. */
public final class StatusReader {

    private final Api api;
    private final Cluster objects;
    private final List<String> notReached = new ArrayList<>();

    public StatusReader(Api api, Cluster objects) {
        this.api = api;
        this.objects = objects;
    }

    /** Empty if there is no such service. */
    public Reached<Optional<ServiceFacts>> read(Names names) {
        return api.reach(() -> objects.get(ObjectRef.of(names)))
                .map(service -> service.map(tree -> facts(StrictReader.withoutSpec(tree), names)));
    }

    private ServiceFacts facts(InterStepBufferService service, Names names) {
        List<JsonNode> pods = Pods.of(api, objects, names).orElse(List.of(), unknown("pods"));
        Map<String, Reached<ServerAnswers.Node>> answers = new ServerAnswers(api).of(pods);
        answers.forEach((pod, answer) -> answer.map(node -> node.report()).orElse(null, unknown("server " + pod)));
        Optional<JsonNode> statefulSet = statefulSet(names);
        Steps steps = statefulSet.map(StatusReader::steps).orElse(null);
        Names running =
                names.withEncryption(statefulSet.map(RunningEncryption::changes).orElse(0));
        ServiceFacts.Ages ages = new AgesReader(api, notReached::add).read(running);
        List<ServiceFacts.EventFact> events = new EventsReader(objects, api, notReached::add).read(service);
        return new ServiceFacts(
                head(service),
                conditions(service.status()),
                held(service.status()),
                steps,
                Nodes.of(pods, answers),
                Buffers.of(ServerAnswers.reports(answers)),
                ages,
                events,
                notReached);
    }

    private Consumer<String> unknown(String what) {
        return why -> notReached.add(what + ": " + why);
    }

    private Optional<JsonNode> statefulSet(Names names) {
        ObjectRef ref = ObjectRef.ofStatefulSet(names);
        return api.reach(() -> objects.get(ref)).orElse(Optional.empty(), unknown("StatefulSet"));
    }

    private static Steps steps(JsonNode set) {
        return new Steps(
                set.at("/spec/replicas").asInt(),
                set.at("/status/readyReplicas").asInt(),
                set.at("/status/updatedReplicas").asInt(),
                Running.partition(set),
                Running.arePodsOurs(set) ? null : "numaflow");
    }

    private static Head head(InterStepBufferService service) {
        ServiceStatus status = service.status();
        return new Head(
                service.names().namespace(),
                service.names().isbsvcName(),
                status.phase() == null ? "" : status.phase(),
                status.message() == null ? "" : status.message(),
                service.generation(),
                status.observedGenerationOrZero(),
                service.deleting(),
                service.metadata().getCreationTimestamp());
    }

    /** Without the internal condition that records which annotations were observed. */
    private static List<ConditionFact> conditions(ServiceStatus status) {
        return status.conditions().stream()
                .filter(condition -> !condition.type().equals(ConditionType.ANNOTATIONS_OBSERVED.label()))
                .map(condition -> new ConditionFact(
                        condition.type(),
                        condition.status(),
                        condition.reason(),
                        condition.message(),
                        condition.lastTransitionTime()))
                .toList();
    }

    /** The condition has all of them in one text; each ends with its id. */
    private static List<String> held(ServiceStatus status) {
        return status.condition(ConditionType.CHANGES_HELD)
                .filter(Condition::isTrue)
                .map(Condition::message)
                .map(message -> Stream.of(message.split("(?<=\\]); ")).toList())
                .orElse(List.of());
    }
}
