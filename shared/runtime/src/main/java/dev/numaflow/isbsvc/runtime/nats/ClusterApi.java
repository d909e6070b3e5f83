package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.Connection;

/** What only the system account may ask of a cluster's leader. */
public final class ClusterApi implements AutoCloseable {

    private static final int NOT_A_MEMBER = 10044;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final ApiRequests requests;

    ClusterApi(Connection connection) {
        this.connection = connection;
        this.requests = new ApiRequests(connection);
    }

    /** Lets everything that has a copy on this server get one elsewhere in its place. Asked again, it changes nothing. */
    public void evacuate(String server) {
        send("SERVER.EVACUATE", peer(server));
    }

    /** Counts this server no longer, by the id that it has whether it answers or not. */
    public void remove(String id) {
        send("SERVER.REMOVE", JSON.createObjectNode().put("peer_id", id));
    }

    /** Lets the leader step down in favour of this server. */
    public void lead(String server) {
        ObjectNode request = JSON.createObjectNode();
        request.putObject("placement").put("preferred", server);
        send("META.LEADER.STEPDOWN", request);
    }

    private static ObjectNode peer(String server) {
        return JSON.createObjectNode().put("peer", server);
    }

    private void send(String api, JsonNode body) {
        JsonNode answer = requests.ask(api, body);
        JetStreamError error = JetStreamError.of(answer.path("error"));
        if (answer.has("error") && error.errCode() != NOT_A_MEMBER) {
            throw new NatsUnavailable(api, error);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
