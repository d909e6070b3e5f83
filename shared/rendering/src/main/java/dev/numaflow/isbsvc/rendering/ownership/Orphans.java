package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.List;
import java.util.Optional;

/**
 * Which streams belong to a Pipeline that is gone and are used on by nobody: those that carry its uid, unless a living Pipeline
 * of this service asks for the name, or one of the same name lives that cannot be read, is refused, or uses another service.
 */
final class Orphans {

    private Orphans() {}

    static List<String> among(Holding holding, Demand demand, LivePipelines living) {
        return holding.all().stream()
                .filter(stream -> isOrphan(StreamOwner.in(stream.config()), demand, living))
                .map(StreamReport::name)
                .filter(name -> !demand.asks(name))
                .sorted()
                .toList();
    }

    private static boolean isOrphan(Optional<StreamOwner> owner, Demand demand, LivePipelines living) {
        return owner.isPresent()
                && !living.lives(owner.get())
                && !living.hasUnreadable(owner.get())
                && MovedStreams.claimant(owner.get(), demand, living).isEmpty()
                && !demand.keepsAll(owner.get());
    }
}
