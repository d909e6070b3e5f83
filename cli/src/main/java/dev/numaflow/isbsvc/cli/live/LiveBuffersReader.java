package dev.numaflow.isbsvc.cli.live;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.status.Pods;
import dev.numaflow.isbsvc.cli.status.ServerAnswers;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.ActualStreams;
import dev.numaflow.isbsvc.rendering.ownership.BufferState;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff;
import dev.numaflow.isbsvc.rendering.ownership.StreamLedger;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.provisioning.Destinations;
import dev.numaflow.isbsvc.runtime.provisioning.OwnerLedger;
import dev.numaflow.isbsvc.runtime.provisioning.Readiness;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Compares the streams of a service's servers with those its Pipelines need, by the rules of the function that creates them. It
 * queries the monitoring ports, which need neither credentials nor TLS.
 */
public final class LiveBuffersReader {

    private final Api api;
    private final Cluster objects;
    private final String instance;

    /** @param instance of the controller's configuration: services and Pipelines of other instances are ignored */
    public LiveBuffersReader(Api api, Cluster objects, String instance) {
        this.api = api;
        this.objects = objects;
        this.instance = instance;
    }

    /** @param pipelines all of the service's namespace, live or planned */
    public Reached<LiveBuffers> read(Names names, LivePipelines pipelines) {
        return api.reach(() -> objects.get(ObjectRef.of(names)))
                .then(service -> service.map(tree -> read(StrictReader.withoutSpec(tree), pipelines))
                        .orElseGet(() -> Reached.not(Api.NOT_THERE)));
    }

    private Reached<LiveBuffers> read(InterStepBufferService service, LivePipelines pipelines) {
        if (!service.belongsTo(instance)) {
            return Reached.not("belongs to another instance");
        }
        Optional<BufferConfig> config = Readiness.statedConfig(service.status());
        if (config.isEmpty()) {
            return Reached.not("its status does not say yet how buffers are made");
        }
        return api.reach(() -> objects.get(ObjectRef.ofStatefulSet(service.names())))
                .then(set -> set.isEmpty()
                        ? Reached.not("has no StatefulSet, so there are no servers to ask")
                        : Pods.of(api, objects, service.names()).then(pods -> api.reach(
                                        () -> OwnerLedger.read(objects, service.names()))
                                .map(ledger -> compare(service, config.get(), set.get(), pods, pipelines, ledger))));
    }

    private LiveBuffers compare(
            InterStepBufferService service,
            BufferConfig config,
            JsonNode statefulSet,
            List<JsonNode> pods,
            LivePipelines pipelines,
            StreamLedger ledger) {
        int nodes = NodeSet.of(statefulSet).replicas();
        Map<String, Reached<ServerAnswers.Node>> answers = new ServerAnswers(api).of(pods);
        Map<String, String> silent = silent(service.names(), nodes, answers);
        List<NodeReport> reports = ServerAnswers.reports(answers);
        ActualStreams actual =
                ActualStreams.ofNodes(reports, nodes).withOwnersOf(ledger).withAhead(ahead(reports, pods));
        DesiredStreams desired = DesiredStreams.of(pipelines.of(service.names(), instance), config);
        return new LiveBuffers(
                service.names().namespace(),
                service.names().isbsvcName(),
                Readiness.waitsFor(service.status(), Optional.of(statefulSet)).orElse(null),
                refused(desired, pipelines),
                List.copyOf(BufferState.all(
                        desired,
                        actual,
                        StreamDiff.of(desired, actual, owners(service.names(), pipelines)),
                        silent.size())),
                silent.entrySet().stream()
                        .map(server -> "server " + server.getKey() + ": " + server.getValue())
                        .toList());
    }

    /** Reads again only where the first read finds some: a message may be delivered between the responses of two servers. */
    private List<ConsumerAhead> ahead(List<NodeReport> reports, List<JsonNode> pods) {
        List<ConsumerAhead> suspects = ConsumerAhead.among(reports);
        return suspects.isEmpty()
                ? suspects
                : ConsumerAhead.still(suspects, ServerAnswers.reports(new ServerAnswers(api).of(pods)));
    }

    private StreamDiff.Owners owners(Names names, LivePipelines pipelines) {
        Destinations destinations = new Destinations(objects, (other, nodes) -> reports(other), instance, pipelines);
        return new StreamDiff.Owners(pipelines, moved -> destinations.decide(moved, names), Instant.now());
    }

    /** Of another service; empty where it cannot be reached, which is reported as what the deletion waits for. */
    private List<NodeReport> reports(Names other) {
        return Pods.of(api, objects, other)
                .map(pods -> ServerAnswers.reports(new ServerAnswers(api).of(pods)))
                .orElse(List.of(), why -> {});
    }

    /** The expected servers, and others with existing pods, that did not respond, with the reason. */
    private static Map<String, String> silent(
            Names names, int nodes, Map<String, Reached<ServerAnswers.Node>> answers) {
        Map<String, String> silent = new TreeMap<>();
        for (int ordinal = 0; ordinal < nodes; ordinal++) {
            if (!answers.containsKey(names.pod(ordinal))) {
                silent.put(names.pod(ordinal), "there is no such pod");
            }
        }
        answers.forEach((pod, answer) -> answer.orElse(null, why -> silent.put(pod, why)));
        return silent;
    }

    private static List<String> refused(DesiredStreams desired, LivePipelines pipelines) {
        List<StreamOwner> readable =
                pipelines.pipelines().stream().map(each -> each.owner()).toList();
        Stream<String> unreadable = pipelines.owners().stream()
                .filter(owner -> !readable.contains(owner))
                .map(owner -> owner + " cannot be read: nobody knows what it asks for");
        List<String> refused = new ArrayList<>();
        desired.refused().forEach(each -> refused.add(each.text()));
        unreadable.forEach(refused::add);
        return refused;
    }
}
