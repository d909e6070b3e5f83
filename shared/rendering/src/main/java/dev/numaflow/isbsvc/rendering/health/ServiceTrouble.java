package dev.numaflow.isbsvc.rendering.health;

/**
 * What is amiss with a service as a whole, whether it keeps it from serving or not.
 *
 * @param detail in words that stay the same while the trouble does
 */
public record ServiceTrouble(Kind kind, String detail) {

    /** Each is the reason of a condition as well. */
    public enum Kind {
        /** Fewer pods are ready than a quorum. */
        NO_QUORUM("NoQuorum"),
        /** Fewer pods are ready than there should be; the quorum is kept. */
        NODES_MISSING("NodesMissing"),
        /** A server answers nobody: not us, or not its peers. */
        PEERS_OFFLINE("PeersOffline"),
        /** Too few servers answer us; what they say among themselves is not known. */
        SERVERS_UNREACHABLE("ServersUnreachable"),
        /** Too few servers know who leads JetStream. */
        NO_META_LEADER("NoMetaLeader"),
        /** Streams of which too few copies work, or whose copies agree on no leader. */
        STREAMS_WITHOUT_LEADER("StreamsWithoutLeader"),
        /** A full store stops every stream. */
        DISK_ALMOST_FULL("DiskAlmostFull"),
        /** Consumers that are given nothing of what is stored now, because they are ahead of their streams. */
        CONSUMERS_AHEAD("ConsumersAhead"),
        /** A server runs on with another configuration than it was given, although it had the time to take it. */
        CONFIGURATION_NOT_TAKEN("ConfigurationNotTaken");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** The reason as it stands in a condition. */
        public String label() {
            return label;
        }
    }

    @Override
    public String toString() {
        return kind.label() + ": " + detail;
    }
}
