package dev.numaflow.isbsvc.local.job;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLike;
import dev.numaflow.isbsvc.rendering.buffers.PipelineLikes;
import dev.numaflow.isbsvc.rendering.buffers.StreamPlan;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What must exist for an applied Pipeline: stream names with their replicas, on one service. */
record Expected(ObjectName service, Map<String, Integer> buffers, Map<String, Integer> buckets) {

    /** The service that the object uses; its violations if it cannot be parsed. */
    static Parsed<PipelineLike> user(JsonNode object) {
        return PipelineLikes.read(object);
    }

    static ObjectName service(PipelineLike user) {
        return new ObjectName(user.owner().namespace(), user.serviceName());
    }

    /** Uses the configuration in the service's status. */
    static Expected of(PipelineLike user, Observed service) {
        BufferConfig config = BufferConfig.read(
                        new YamlText(service.streamConfig(), "status.config.jetstream.streamConfig"))
                .value();
        return new Expected(
                service(user),
                replicas(user, config, stream -> !stream.consumers().isEmpty()),
                replicas(user, config, stream -> stream.consumers().isEmpty()));
    }

    private static Map<String, Integer> replicas(PipelineLike user, BufferConfig config, Predicate<StreamPlan> which) {
        Map<String, Integer> replicas = new TreeMap<>();
        user.plans(config).stream()
                .flatMap(plan -> plan.streams().values().stream())
                .filter(which)
                .forEach(stream -> replicas.put(
                        stream.config().name(), (int) stream.config().number("num_replicas")));
        return replicas;
    }
}
