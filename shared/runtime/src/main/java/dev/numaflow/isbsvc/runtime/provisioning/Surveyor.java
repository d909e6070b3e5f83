package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.Findings;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.Wanted;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.SideBySide;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at the living Pipelines and at the servers, and writes nothing. */
@Singleton
class Surveyor {

    private final PipelineSource pipelines;

    @Inject
    Surveyor(PipelineSource pipelines) {
        this.pipelines = pipelines;
    }

    Survey survey(LiveService service, BufferConfig config, JetStreamApi api) {
        LivePipelines living = pipelines.in(service.names().namespace());
        Demand demand = Demand.of(living.of(service.names(), service.config().instance()), config);
        Holding holding = holding(demand, api);
        return new Survey(demand, Findings.of(demand, holding, living, living.claimedNames(config)));
    }

    private static Holding holding(Demand demand, JetStreamApi api) {
        Map<String, JsonNode> streams = new HashMap<>();
        api.streams().forEach(info -> streams.put(info.at("/config/name").asText(), info.path("config")));
        List<Wanted> present = demand.wanted().stream()
                .filter(wanted -> streams.containsKey(wanted.name()))
                .filter(wanted -> !wanted.consumers().isEmpty())
                .toList();
        Map<String, Map<String, JsonNode>> consumers = new HashMap<>();
        SideBySide<Map<String, JsonNode>> found = SideBySide.each(present, wanted -> consumers(wanted, api));
        found.throwFirstFailure();
        for (int i = 0; i < present.size(); i++) {
            consumers.put(present.get(i).name(), found.done().get(i));
        }
        return new Holding(streams, consumers);
    }

    private static Map<String, JsonNode> consumers(Wanted wanted, JetStreamApi api) {
        Map<String, JsonNode> found = new HashMap<>();
        wanted.consumers().keySet().forEach(name -> api.consumer(wanted.name(), name)
                .ifPresent(info -> found.put(name, info.path("config"))));
        return found;
    }
}
