package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.servers.ServerRun;
import java.util.List;
import java.util.Optional;

/** What lies beyond the objects of a service. It costs requests, so it is asked only where the answer decides something. */
public interface ClusterQueries {

    /** For plans that contact nothing: then messages are taken to be there. */
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

    /** What those nodes say that answer. @param replicas how many there are */
    List<NodeReport> nodes(int replicas);

    /** What those nodes say of their process that answer. @param replicas how many there are */
    default List<ServerRun> runs(int replicas) {
        return List.of();
    }

    /** Another service that is taking the same images of the controller's configuration and is not back yet. */
    Optional<String> rollsFirst();
}
