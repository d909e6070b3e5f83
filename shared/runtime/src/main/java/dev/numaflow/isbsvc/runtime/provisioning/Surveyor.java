package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.Holding;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.nats.SideBySide;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Looks at the living Pipelines and at the servers, and writes nothing. A first look takes one request for each 256 streams and
 * one for each node; what seems to be amiss is asked for exactly before anything is done.
 */
@Singleton
class Surveyor {

    private final PipelineSource pipelines;
    private final ServerReports servers;

    @Inject
    Surveyor(PipelineSource pipelines, ServerReports servers) {
        this.pipelines = pipelines;
        this.servers = servers;
    }

    Survey survey(ReadyService ready, JetStreamApi api) {
        LivePipelines living = pipelines.in(ready.names().namespace());
        Demand demand =
                Demand.of(living.of(ready.names(), ready.service().config().instance()), ready.config());
        List<StreamReport> listed = api.streams().stream().map(StreamReport::of).toList();
        Holding holding = Holding.of(listed, ready.nodes()).withConsumersOf(servers.of(ready.names(), ready.nodes()));
        return judged(Survey.of(demand, living, holding), api);
    }

    /** The same after the servers were asked, one by one, for the streams about which a listing may be behind. */
    Survey confirmed(Survey survey, JetStreamApi api) {
        SideBySide<Optional<StreamReport>> asked =
                SideBySide.each(survey.findings().suspects(), name -> exact(name, api));
        asked.throwFirstFailure();
        List<StreamReport> exact =
                asked.done().stream().flatMap(Optional::stream).toList();
        return judged(
                Survey.of(survey.demand(), survey.living(), survey.holding().with(exact)), api);
    }

    /** The Pipeline of this name at this very moment, be it the same or made anew. */
    Optional<StreamOwner> now(StreamOwner owner) {
        return pipelines.now(owner);
    }

    /** Whether what seems to be missing may be there and unreadable: a server alone says so, a cluster has no quorum then. */
    boolean mayOnlyBeUnreadable(ReadyService ready) {
        return ready.nodes() == 1 && servers.isUnhealthy(ready.names(), 0);
    }

    private static Survey judged(Survey survey, JetStreamApi api) {
        return api.keepsMetadata() ? survey : survey.withoutMetadata();
    }

    private static Optional<StreamReport> exact(String name, JetStreamApi api) {
        return api.stream(name)
                .map(StreamReport::of)
                .map(stream -> stream.withConsumers(
                        api.consumers(name).stream().map(ConsumerReport::of).toList()));
    }
}
