package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Decides which kind of change goes on: the first that is due, so that one service is in one change at a time. The roll comes last, because
 * it waits for whatever is not complete.
 */
@Singleton
public class GuardedChanges {

    private final List<GuardedChange> kinds;

    @Inject
    public GuardedChanges(NodeScaling scaling, NodeRoll roll) {
        this.kinds = List.of(scaling, roll, scaling.last());
    }

    /** The change that is due, with its kind, which is asked again before it may act. */
    Optional<Pending> first(LiveService service) {
        return kinds.stream()
                .flatMap(kind -> kind.next(service).map(due -> new Pending(kind, due)).stream())
                .findFirst();
    }

    /** A change that is due. */
    record Pending(GuardedChange kind, GuardedChange.Due due) {}
}
