package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.BufferNames;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A stream that a living Pipeline of this service does not want any more: a vertex or edge was taken out of it. One that is refused
 * keeps all that it has, and one that uses another service now is another matter: see {@link MovedStreams}.
 *
 * @param since when that was seen first; nothing as long as it does not stand in the stream's metadata
 */
public record Unwanted(StreamReport stream, Claimant owner, Optional<Instant> since) {

    public String name() {
        return stream.name();
    }

    static List<Unwanted> among(Holding holding, Demand demand, LivePipelines living) {
        List<Unwanted> unwanted = new ArrayList<>();
        holding.all().stream().sorted(Comparator.comparing(StreamReport::name)).forEach(stream -> {
            Optional<StreamOwner> owner = StreamOwner.in(stream.config());
            boolean usedOn = owner.isEmpty()
                    || demand.asks(owner.get().uid(), stream.name())
                    || demand.wanted().stream()
                            .anyMatch(wanted -> wanted.name().equals(stream.name()) && wanted.isFor(owner.get()));
            if (!usedOn) {
                living.claimant(owner.get().uid())
                        .filter(claimant -> !claimant.deleting())
                        .filter(claimant -> demand.isUsedBy(claimant.owner().uid()))
                        .filter(claimant -> !demand.keepsAll(claimant.owner()))
                        .map(claimant -> new Unwanted(stream, claimant, StreamOwner.unwantedSince(stream.config())))
                        .ifPresent(unwanted::add);
            }
        });
        return unwanted;
    }

    /**
     * Whether one that was due may still go, as it is right before: nobody has taken it over, and nothing was put into a buffer whose
     * grace period is not over.
     */
    public boolean mayGo(StreamReport live, Instant now) {
        return StreamOwner.in(live.config()).equals(StreamOwner.in(stream.config()))
                && (graceEnded(now) || isBucket() || live.drained());
    }

    /** Whether it may go among all that are unwanted: a bucket only after the buffers whose progress it keeps. */
    boolean isDue(List<Unwanted> all, Instant now) {
        if (graceEnded(now)) {
            return true;
        }
        return isBucket()
                ? all.stream()
                        .filter(other -> !other.isBucket() && other.owner.equals(owner))
                        .allMatch(other -> other.isDue(all, now))
                : stream.drained();
    }

    private boolean graceEnded(Instant now) {
        return since.isPresent() && !now.isBefore(since.get().plus(owner.grace()));
    }

    /** Whether it keeps the progress of buffers, and no messages. */
    public boolean isBucket() {
        return isBucket(name());
    }

    /** Whether a stream of this name does. */
    public static boolean isBucket(String stream) {
        return BufferNames.isBucket(stream);
    }
}
