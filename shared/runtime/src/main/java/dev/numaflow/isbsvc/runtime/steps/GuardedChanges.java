package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides which kind of change goes on: the first that is due, so that one service is in one change at a time. The roll comes last, because
 * it waits for whatever is not complete. A full volume may be what the servers wait for, so volumes come first, and go last while they
 * wait themselves.
 */
@Singleton
public class GuardedChanges implements GuardedChange {

    private final List<GuardedChange> kinds;
    private final GuardedChange last;

    @Inject
    public GuardedChanges(
            EncryptionMigration encryption,
            VolumeGrowthSteps volumes,
            LostNodeReplacement lost,
            NodeScaling scaling,
            NodeRoll roll) {
        this.kinds = List.of(encryption, volumes, lost, scaling, roll);
        this.last = scaling.last();
    }

    @Override
    public Optional<Due> next(LiveService service) {
        Optional<Due> yielding = Optional.empty();
        List<Due> ends = new ArrayList<>();
        for (GuardedChange kind : kinds) {
            Optional<Due> due = kind.next(service);
            if (due.filter(Due::isEnd).isPresent()) {
                ends.add(due.get());
            } else if (due.filter(goesOn -> !goesOn.yields()).isPresent()) {
                return Optional.of(telling(due.get(), yielding));
            } else {
                yielding = yielding.or(() -> due);
            }
        }
        // Whatever has ended with something to tell has asked its own gate, or needs none.
        return yielding.or(() -> ends.stream().allMatch(Due::yields) ? last(service, ends) : ended(ends));
    }

    /** Where both only wait, the one that yields says for what as well: it may be what the other one waits for. */
    private static Due telling(Due due, Optional<Due> yielding) {
        return yielding.filter(Due::waits)
                .filter(other -> due.waits())
                .map(other -> (NextStep.Wait) other.step())
                .map(other -> Due.waiting(((NextStep.Wait) due.step()).and(other)))
                .orElse(due);
    }

    private Optional<Due> last(LiveService service, List<Due> ends) {
        Optional<Due> due = last.next(service);
        if (due.filter(goesOn -> !goesOn.isEnd()).isPresent()) {
            return due;
        }
        due.ifPresent(ends::add);
        return ended(ends);
    }

    /** Only together: what one kind has finished says nothing of the others. One that yields has nothing to tell where others have. */
    private static Optional<Due> ended(List<Due> ends) {
        List<Due> telling = ends.stream().filter(end -> !end.yields()).toList();
        String message = (telling.isEmpty() ? ends : telling)
                .stream().map(end -> ((NextStep.Finish) end.step()).message()).collect(Collectors.joining("; "));
        return ends.isEmpty()
                ? Optional.empty()
                : Optional.of(new Due(
                        new NextStep.Finish(message),
                        turn -> ends.stream().allMatch(end -> end.act().take(turn)),
                        false,
                        ends.stream().anyMatch(Due::migrates)));
    }
}
