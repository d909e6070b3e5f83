package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Connection;
import io.nats.client.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * What a Job of Numaflow's controller asks of the servers when a vertex is removed or a Pipeline deleted: each buffer and bucket is deleted by
 * name, one after the other. What does not exist is no error to it, and every other error, or no answer within the time that its client waits,
 * ends it; it is tried again then.
 */
final class NumaflowsDeletionJob {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration OF_ITS_CLIENT = Duration.ofSeconds(5);
    private static final int STREAM_NOT_FOUND = 10059;

    private final Connection connection;

    /** @param connection with the credentials of the client Secret, as its pod has them */
    NumaflowsDeletionJob(Connection connection) {
        this.connection = connection;
    }

    /** Ends as the Job does; one that fails is an {@link IllegalStateException}. */
    void run(List<String> buffers, List<String> buckets) throws IOException, InterruptedException {
        for (String buffer : buffers) {
            delete(buffer);
        }
        for (String bucket : buckets) {
            delete("KV_" + bucket);
        }
    }

    private void delete(String stream) throws IOException, InterruptedException {
        Message answer = connection.request("$JS.API.STREAM.DELETE." + stream, null, OF_ITS_CLIENT);
        if (answer == null) {
            throw new IllegalStateException("failed to delete stream " + stream + ": timeout");
        }
        JsonNode read = JSON.readTree(new String(answer.getData(), StandardCharsets.UTF_8));
        JsonNode error = read.path("error");
        if (!error.isMissingNode() && error.path("err_code").asInt() != STREAM_NOT_FOUND) {
            throw new IllegalStateException("failed to delete stream " + stream + ": " + error);
        }
    }
}
