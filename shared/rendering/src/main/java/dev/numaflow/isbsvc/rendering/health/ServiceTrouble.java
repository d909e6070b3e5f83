package dev.numaflow.isbsvc.rendering.health;

import dev.numaflow.isbsvc.rendering.model.ConditionType;
import java.util.List;

/**
 * A trouble of a service as a whole, whether or not it keeps the service from serving.
 *
 * @param detail worded so that it stays the same while the trouble does
 * @param silent the servers whose silence is part of it, as the next evaluation has to know them
 */
public record ServiceTrouble(Kind kind, String detail, List<String> silent) {

    public ServiceTrouble {
        silent = List.copyOf(silent);
    }

    /** Whichever servers answer. */
    public ServiceTrouble(Kind kind, String detail) {
        this(kind, detail, List.of());
    }

    /** Each is also the reason of a condition, and a degradation the type of one. */
    public enum Kind {
        /** Fewer pods are ready than a quorum. */
        NO_QUORUM("NoQuorum"),
        /** Fewer pods are ready than desired; the quorum is kept. */
        NODES_MISSING(ConditionType.NODES_MISSING.label()),
        /** A server does not answer this function, or its peers. */
        PEERS_OFFLINE(ConditionType.PEERS_OFFLINE.label()),
        /** Too few servers answer this function; the state among them is unknown. */
        SERVERS_UNREACHABLE("ServersUnreachable"),
        /** Too few servers know the leader of JetStream. */
        NO_META_LEADER("NoMetaLeader"),
        /** Streams with too few working replicas, or whose replicas agree on no leader. */
        STREAMS_WITHOUT_LEADER("StreamsWithoutLeader"),
        /** A full store stops every stream. */
        DISK_ALMOST_FULL(ConditionType.DISK_ALMOST_FULL.label()),
        /** Consumers that receive none of the stored messages, because they are ahead of their streams. */
        CONSUMERS_AHEAD(ConditionType.CONSUMERS_AHEAD.label()),
        /** A server still runs with another configuration, although it had the time to load its own. */
        CONFIGURATION_NOT_TAKEN(ConditionType.CONFIGURATION_NOT_TAKEN.label());

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The reason as written to a condition. */
        public String label() {
            return label;
        }
    }

    @Override
    public String toString() {
        return kind.label() + ": " + detail;
    }
}
