package dev.numaflow.isbsvc.rendering.servers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A node's report of itself, its cluster and every stream of which it has a replica.
 *
 * @param name of the pod, which is the server's name as well
 * @param leader the leader of JetStream, as known to this node; empty without a leader or cluster
 * @param peers the other members of the cluster; only the leader lists them
 * @param storage the use of its disk
 * @param streams of all accounts
 * @param accounts the names of those with JetStream
 */
public record NodeReport(
        String name,
        String leader,
        List<PeerReport> peers,
        Storage storage,
        List<StreamReport> streams,
        List<String> accounts) {
    /** The request on the monitoring port that returns this report. */
    public static final String PATH = "/jsz?accounts=true&streams=true&consumers=true&config=true";

    public NodeReport {
        peers = List.copyOf(peers);
        streams = List.copyOf(streams);
        accounts = List.copyOf(accounts);
    }

    /**
     * How full the file store is.
     *
     * @param used bytes
     * @param limit bytes; 0 where the node reports none
     */
    public record Storage(long used, long limit) {
        /** Whether at least this share of it is used. */
        public boolean isFilledTo(int percent) {
            return limit > 0 && used >= limit / 100.0 * percent;
        }

        private Storage on(long volume) {
            return new Storage(used, limit > 0 ? Math.min(limit, volume) : volume);
        }
    }

    /** The same for a node with a volume of this size: a limit beyond it is never reached. */
    public NodeReport onVolume(long bytes) {
        return new NodeReport(name, leader, peers, storage.on(bytes), streams, accounts);
    }

    /** Reads the answer of the node of this name. */
    public static NodeReport of(String name, JsonNode jsz) {
        JsonNode cluster = jsz.path("meta_cluster");
        return new NodeReport(
                name,
                cluster.path("leader").asText(),
                PeerReport.all(cluster.path("replicas")),
                new Storage(
                        jsz.path("storage").asLong(),
                        jsz.at("/config/max_storage").asLong()),
                streams(jsz.path("account_details")),
                accounts(jsz.path("account_details")));
    }

    private static List<String> accounts(JsonNode accounts) {
        return StreamSupport.stream(accounts.spliterator(), false)
                .map(account -> account.path("name").asText())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static List<StreamReport> streams(JsonNode accounts) {
        List<StreamReport> streams = new ArrayList<>();
        accounts.forEach(
                account -> account.path("stream_detail").forEach(stream -> streams.add(StreamReport.of(stream))));
        return streams;
    }
}
