package dev.numaflow.isbsvc.cli.status;

import java.util.List;

/**
 * All facts of a service at one moment, and what could not be read. Its components are the field names of {@code -o json}; none
 * is ever removed.
 *
 * @param held each requested change that is not applied
 * @param steps null where there is no StatefulSet
 * @param notReached what could not be read, and why
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

    /** @param deleting whether it has a deletion timestamp */
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
     * The progress of a rollout.
     *
     * @param partition nodes below it keep their template
     * @param updated nodes that run the newest template
     * @param template who rendered that, where it was another controller; else null
     */
    public record Steps(int replicas, int ready, int updated, int partition, String template) {

        /** Of a template of this project. */
        Steps(int replicas, int ready, int updated, int partition) {
            this(replicas, ready, updated, partition, null);
        }

        /** Whether nodes still wait for the newest template. */
        public boolean pending() {
            return updated < replicas;
        }
    }

    /**
     * One node.
     *
     * @param leader whether it leads JetStream
     * @param lag entries that it is behind, over all streams of which it has a copy; null where no leader was reached
     * @param notReached why its server could not be queried; null where it was, and then all others are not
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
     * @param leader null where none was reached: then its copies are unknown and count as none
     * @param copies how many the leader reports as current, itself included
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
     * The creation of the key, and the expiry of the certificates.
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
