package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.failure.FailureLog;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The exclusive right to create or delete streams of a service, to wipe its nodes or to scale it (invariant 13): check what to do,
 * take it, check again, act. It expires a minute after its holder crashed.
 */
@Singleton
public class ServiceLease {

    private static final Logger LOG = Logger.getLogger(ServiceLease.class);

    static final Duration DURATION = Duration.ofSeconds(60);

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final ClusterWriter cluster;
    private final Clock clock;
    private final Map<ObjectRef, ReentrantLock> queues = new ConcurrentHashMap<>();

    @Inject
    public ServiceLease(ClusterWriter cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /**
     * Takes it, or throws {@link LeaseTaken} when another run holds it. Runs within this process queue for it: the next one mostly
     * finds that there is nothing left to do.
     */
    public Held take(JsonNode service) {
        ObjectRef ref = ref(service);
        ReentrantLock queue = queues.computeIfAbsent(ref, each -> new ReentrantLock());
        if (!queued(queue)) {
            throw new LeaseTaken(ref);
        }
        try {
            return new Held(queue, acquired(ref, service));
        } catch (RuntimeException e) {
            queue.unlock();
            throw e;
        }
    }

    private static boolean queued(ReentrantLock queue) {
        try {
            return queue.tryLock(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Mostly there is none: creating it shows that. A quota may refuse it before the API server sees that it exists. */
    private JsonNode acquired(ObjectRef ref, JsonNode service) {
        String holder = UUID.randomUUID().toString();
        WriteResult created = cluster.create(renewed(ObjectMetas.ownedBy(service, ref), holder));
        if (created instanceof WriteResult.Done) {
            return done(created, ref);
        }
        return cluster.get(ref).map(live -> done(takenOver(live, holder), ref)).orElseGet(() -> done(created, ref));
    }

    private WriteResult takenOver(JsonNode live, String holder) {
        if (LeaseRecord.isHeld(live, DURATION, clock.instant())) {
            throw new LeaseTaken(ObjectRef.of(live));
        }
        return cluster.replace(renewed(live, holder));
    }

    /** The right while it is held. Released when closed. */
    public final class Held implements AutoCloseable {

        private final ReentrantLock queue;
        private JsonNode lease;

        private Held(ReentrantLock queue, JsonNode lease) {
            this.queue = queue;
            this.lease = lease;
        }

        /** Called right before each act: renews the Lease in time, and throws when it was lost. */
        public synchronized void check() {
            if (clock.instant().isAfter(LeaseRecord.renewed(lease).plus(DURATION.dividedBy(3)))) {
                lease = done(cluster.replace(renewed(lease, LeaseRecord.holder(lease))), ObjectRef.of(lease));
            }
        }

        /**
         * Deletes the Lease, unless another run has taken it; called by the thread that took it. One that cannot be deleted expires:
         * what was done under it counts, and is reported.
         */
        @Override
        public synchronized void close() {
            try {
                cluster.delete(lease);
            } catch (RuntimeException e) {
                FailureLog.log(LOG, ObjectRef.of(lease) + " stays until it expires", e);
            } finally {
                queue.unlock();
            }
        }
    }

    private static JsonNode done(WriteResult written, ObjectRef ref) {
        if (written instanceof WriteResult.Done done) {
            return done.object();
        }
        if (written instanceof WriteResult.Rejected rejected) {
            throw new ApiRefused(rejected);
        }
        throw new LeaseTaken(ref);
    }

    private JsonNode renewed(JsonNode lease, String holder) {
        return LeaseRecord.renew(lease.deepCopy(), holder, DURATION, clock.instant());
    }

    private static ObjectRef ref(JsonNode service) {
        return ObjectRef.of(service)
                .service()
                .map(names -> new ObjectRef(ObjectKind.LEASE, names.namespace(), names.statefulSet()))
                .orElseThrow();
    }
}
