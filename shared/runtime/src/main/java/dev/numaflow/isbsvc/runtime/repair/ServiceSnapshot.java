package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.StreamLedger;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.OwnerLedger;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One service under examination, with everything that the checks share.
 *
 * @param pipelines those of its namespace
 * @param statefulSet where servers run
 * @param ledger of the streams' owners, where the servers do not store them
 * @param nodes its servers, which are queried once, and only if a check needs them
 */
record ServiceSnapshot(
        LiveService service,
        LivePipelines pipelines,
        Optional<JsonNode> statefulSet,
        StreamLedger ledger,
        Nodes nodes) {

    static ServiceSnapshot of(
            LiveService service,
            LivePipelines everywhere,
            Planning planning,
            ServerReports servers,
            BiFunction<Names, Integer, List<NodeReport>> asked,
            ClusterView objects) {
        return new ServiceSnapshot(
                service,
                everywhere.in(service.names().namespace()),
                planning.statefulSet(service),
                OwnerLedger.read(objects, service.names()),
                new Nodes(service, servers, asked));
    }

    /** The servers of the service. */
    static final class Nodes {
        private final LiveService service;
        private final ServerReports servers;
        private final BiFunction<Names, Integer, List<NodeReport>> asked;

        private Nodes(LiveService service, ServerReports servers, BiFunction<Names, Integer, List<NodeReport>> asked) {
            this.service = service;
            this.servers = servers;
            this.asked = asked;
        }

        /** The reports of those that answer. @param replicas how many there should be */
        List<NodeReport> reports(int replicas) {
            return asked.apply(service.names(), replicas);
        }

        /** Consumers that are ahead of their streams. @param replicas how many servers there should be */
        List<ConsumerAhead> ahead(int replicas) {
            return servers.consumersAhead(service.names(), replicas, reports(replicas));
        }
    }
}
