package dev.numaflow.isbsvc.cli.status;

import java.util.List;

/**
 * Everything that is known of a service at one moment, and what could not be found out. Its components are the field names of
 * {@code -o json}; they only ever become more.
 *
 * @param held each change that was asked for and is not made
 * @param steps null where there is no StatefulSet
 * @param notReached what is missing here, and why
 */
public record ServiceFacts(
        Head service,
        List<ConditionFact> conditions,
        List<String> held,
        Steps steps,
        List<NodeFact> nodes,
        List<BufferFact> buffers,
        Ages ages,
        List<EventFact> events,
        List<String> notReached) {

    /** @param deleting whether its deletion was asked for */
    public record Head(
            String namespace,
            String name,
            String phase,
            String message,
            long generation,
            long observedGeneration,
            boolean deleting,
            String created) {}

    public record ConditionFact(String type, String status, String reason, String message, String since) {}

    /**
     * How far a new template has come.
     *
     * @param partition nodes below it keep the template they have
     * @param updated nodes that run the newest template
     */
    public record Steps(int replicas, int ready, int updated, int partition) {
        /** Whether nodes wait for the newest template. */
        public boolean pending() {
            return updated < replicas;
        }
    }

    /**
     * One node.
     *
     * @param leader whether it leads JetStream
     * @param lag entries that it is behind, of all streams of which it has a copy; null where no leader was reached
     * @param notReached why its server could not be asked; null where it could, and then all others are not
     */
    public record NodeFact(
            String name,
            String phase,
            boolean ready,
            Integer restarts,
            String version,
            Boolean leader,
            Integer streams,
            Long lag,
            Long diskUsed,
            Long diskLimit,
            String notReached) {}

    /**
     * A stream, or the stream behind a bucket.
     *
     * @param leader null where none was reached: then nothing is known of its copies, which count as none
     * @param copies how many of them the leader knows to be current, itself included
     */
    public record BufferFact(
            String name,
            boolean bucket,
            String leader,
            int replicas,
            int copies,
            long messages,
            int consumers,
            long pending,
            long unacknowledged) {}

    /**
     * Since when there is a key, and until when certificates are good.
     *
     * @param keyCreated null where it is not known
     * @param certificatesExpire null where it is not known
     */
    public record Ages(String keyCreated, String certificatesExpire) {}

    public record EventFact(String time, String type, String reason, String object, String message, int count) {}

    public ServiceFacts {
        conditions = List.copyOf(conditions);
        held = List.copyOf(held);
        nodes = List.copyOf(nodes);
        buffers = List.copyOf(buffers);
        events = List.copyOf(events);
        notReached = List.copyOf(notReached);
    }
}
