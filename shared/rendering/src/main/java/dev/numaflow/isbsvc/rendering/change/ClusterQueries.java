package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.util.List;
import java.util.Optional;

/** Queries beyond the objects of a service. They cost requests, so they run only where the answer matters. */
public interface ClusterQueries {

    /** For plans without access to the servers: messages are assumed to be stored. */
    ClusterQueries UNKNOWN = new ClusterQueries() {
        @Override
        public List<NodeReport> nodes(int replicas) {
            return List.of();
        }

        @Override
        public Optional<String> rollsFirst() {
            return Optional.empty();
        }
    };

    /** The reports of the nodes that answer. @param replicas how many there are */
    List<NodeReport> nodes(int replicas);

    /** The process information of the nodes that answer. @param replicas how many there are */
    default List<ServerRun> runs(int replicas) {
        return List.of();
    }

    /** The claims of the service. */
    default List<JsonNode> claims(Names names) {
        return List.of();
    }

    /** The words by which the API server would refuse this claim in place of the one that was read; empty where it would take it. */
    default Optional<String> refusal(JsonNode claim) {
        return Optional.empty();
    }

    /** Another service that rolls to the same images of the controller's configuration and is not ready yet. */
    Optional<String> rollsFirst();

    /** Why nothing may begin now that nobody has just asked for: the maintenance window of the service is closed. */
    default Optional<String> closedWindow() {
        return Optional.empty();
    }
}
