package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;

/** What a node answers, as its monitoring port words it. */
record Answers(int ordinal, ObjectNode jsz) {

    private static final int LIMIT = 1000;

    static String pod(int ordinal) {
        return "isbsvc-a-js-" + ordinal;
    }

    /** Of a node that knows no leader and has no streams. */
    static Answers answer(int ordinal) {
        ObjectNode jsz = new ObjectMapper().createObjectNode();
        jsz.putObject("meta_cluster");
        jsz.putObject("config").put("max_storage", LIMIT);
        jsz.putArray("account_details").addObject().putArray("stream_detail");
        return new Answers(ordinal, jsz);
    }

    Answers ledBy(String leader) {
        jsz.withObject("/meta_cluster").put("leader", leader);
        return this;
    }

    /** It leads, and has or has not heard of a peer. */
    Answers withPeer(String name, boolean current) {
        ArrayNode replicas = jsz.withObject("/meta_cluster").withArray("replicas");
        replicas.addObject().put("name", name).put("current", current);
        return this;
    }

    Answers filledTo(int permille) {
        jsz.put("storage", permille);
        return this;
    }

    /** It has a copy of a stream. @param leader as it knows it; empty where it knows none */
    Answers with(String stream, int replicas, String leader) {
        ObjectNode detail = ((ArrayNode) jsz.at("/account_details/0/stream_detail")).addObject();
        detail.put("name", stream);
        detail.putObject("config").put("num_replicas", replicas);
        detail.putObject("cluster").put("leader", leader);
        return this;
    }

    /** The stream that was added last carries a Pipeline as its owner. */
    Answers ownedByPipeline(String name) {
        ArrayNode streams = (ArrayNode) jsz.at("/account_details/0/stream_detail");
        ObjectNode stream = (ObjectNode) streams.get(streams.size() - 1);
        stream.set(
                "config",
                new StreamOwner("Pipeline", "data", name, "uid of " + name).writtenInto(stream.path("config")));
        return this;
    }

    NodeReport report() {
        return NodeReport.of(pod(ordinal), jsz);
    }
}
