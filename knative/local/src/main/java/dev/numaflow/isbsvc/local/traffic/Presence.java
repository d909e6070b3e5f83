package dev.numaflow.isbsvc.local.traffic;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import java.io.IOException;
import java.util.Map;

/** Checks whether streams exist as desired: with their replicas, and buffers with their durable consumer. */
record Presence(JetStreamManagement management) {

    void await(Map<String, Integer> replicasByStream, boolean withConsumer, Deadline deadline) throws Exception {
        for (Map.Entry<String, Integer> stream : replicasByStream.entrySet()) {
            deadline.firstSuccess(() -> check(stream.getKey(), stream.getValue(), withConsumer));
        }
    }

    private String check(String stream, int replicas, boolean withConsumer) throws IOException {
        try {
            int found = management.getStreamInfo(stream).getConfiguration().getReplicas();
            if (found != replicas) {
                throw new IOException("stream " + stream + " has " + found + " replicas instead of " + replicas);
            }
            if (withConsumer) {
                management.getConsumerInfo(stream, stream);
            }
            return stream;
        } catch (JetStreamApiException absent) {
            throw new IOException("stream or consumer " + stream + ": " + absent.getMessage(), absent);
        }
    }
}
