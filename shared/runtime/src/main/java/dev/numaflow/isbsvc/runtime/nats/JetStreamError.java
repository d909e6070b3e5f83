package dev.numaflow.isbsvc.runtime.nats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;

/**
 * An error of the JetStream API, and whether it is transient.
 *
 * @param code like an HTTP status
 * @param errCode the exact error; 0 from servers that do not report it
 */
public record JetStreamError(int code, int errCode, String description) {

    static final int NO_SUITABLE_PEERS = 10005;
    static final int CONSUMER_NOT_FOUND = 10014;
    static final int INSUFFICIENT_RESOURCES = 10023;
    static final int STREAM_NAME_IN_USE = 10058;
    static final int STREAM_NOT_FOUND = 10059;
    static final int CONSUMER_NAME_IN_USE = 10148;

    /** Only a user can resolve these: limits, names, replicas that the cluster cannot hold. */
    private static final Set<Integer> FOR_GOOD = Set.of(
            10012, 10025, 10028, 10047, 10052, STREAM_NAME_IN_USE, 10065, 10074, 10123, 10130, CONSUMER_NAME_IN_USE);

    /** The cluster is electing, starting or moving: the same request succeeds a little later. */
    private static final Set<Integer> PASSING = Set.of(10008, 10118, 10226);

    /** May be transient, until a node comes back or something is deleted; or permanent. */
    private static final Set<Integer> SHORT_OF_NODES_OR_ROOM = Set.of(NO_SUITABLE_PEERS, INSUFFICIENT_RESOURCES);

    static JetStreamError of(JsonNode error) {
        return new JetStreamError(
                error.path("code").asInt(),
                error.path("err_code").asInt(),
                error.path("description").asText());
    }

    /** Whether the same request may succeed later without any change by a user. */
    public boolean isTransient() {
        if (FOR_GOOD.contains(errCode)) {
            return false;
        }
        if (errCode == NO_SUITABLE_PEERS) {
            String reason = description.toLowerCase(Locale.ROOT);
            return !reason.contains("tags not matched") && !reason.contains("insufficient storage");
        }
        return PASSING.contains(errCode) || code >= 500;
    }

    /** Whether it is to be reported: it is permanent, or may be, because nodes or storage are missing. */
    public boolean isWorthReporting() {
        return !isTransient() || SHORT_OF_NODES_OR_ROOM.contains(errCode);
    }

    /** Whether the cluster is electing, starting or moving, as it does on its own. */
    boolean isNotReady() {
        return PASSING.contains(errCode);
    }

    boolean isNotFound() {
        return errCode == STREAM_NOT_FOUND || errCode == CONSUMER_NOT_FOUND;
    }

    boolean isStreamNotFound() {
        return errCode == STREAM_NOT_FOUND;
    }

    boolean isAlreadyExists() {
        return errCode == STREAM_NAME_IN_USE || errCode == CONSUMER_NAME_IN_USE;
    }

    @Override
    public String toString() {
        return description + " (" + errCode + ")";
    }
}
