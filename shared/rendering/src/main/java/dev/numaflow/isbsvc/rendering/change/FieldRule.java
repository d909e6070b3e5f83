package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The policy for a change of one field. A field may have several rules; the first that applies decides.
 *
 * @param path of the field, in the resource or in the controller's configuration
 * @param places where a change shows in the pod template, below {@code spec.template}; empty where the two values decide
 * @param running what the servers run with; empty where that is unknown, which is no difference
 * @param desired what the spec requests; empty where the template decides
 * @param hold how and when a change is held; empty where it is simply applied
 */
public record FieldRule<T>(
        String path,
        Effect effect,
        List<String> places,
        Function<RunningService, Optional<T>> running,
        Function<ValidService, Optional<T>> desired,
        Optional<HoldRule<T>> hold) {

    /** A running value, and another that is requested instead. */
    private record Values<T>(T running, T desired) {}

    /** A change that is visible only in the pod template, if at all. */
    static FieldRule<Object> template(String path, Effect effect, String... places) {
        return new FieldRule<>(
                path, effect, List.of(places), r -> Optional.empty(), s -> Optional.empty(), Optional.empty());
    }

    /** A change that is simply applied. */
    static <T> FieldRule<T> made(
            String path,
            Effect effect,
            Function<RunningService, Optional<T>> running,
            Function<ValidService, T> desired) {
        return new FieldRule<>(path, effect, List.of(), running, desired.andThen(Optional::of), Optional.empty());
    }

    /** A change that is held. */
    static <T> FieldRule<T> held(
            String path,
            Effect effect,
            Function<RunningService, Optional<T>> running,
            Function<ValidService, T> desired,
            HoldRule<T> hold) {
        return new FieldRule<>(path, effect, List.of(), running, desired.andThen(Optional::of), Optional.of(hold));
    }

    private Optional<Values<T>> difference(ValidService service, RunningService runs) {
        return running.apply(runs)
                .flatMap(from -> desired.apply(service).map(to -> new Values<>(from, to)))
                .filter(values -> !values.running().equals(values.desired()));
    }

    /** Whether the field differs and the difference is held. */
    boolean holds(ValidService service, RunningService runs) {
        return hold.isPresent()
                && difference(service, runs)
                        .filter(values -> hold.get().when().test(values.running(), values.desired()))
                        .isPresent();
    }

    /** The plan's row for a difference that is applied; empty where there is none. */
    Optional<ChangePlan.Row> row(ValidService service, RunningService runs) {
        return difference(service, runs)
                .filter(values -> hold.isEmpty())
                .map(values -> ChangePlan.Row.done(
                        path, values.running().toString(), values.desired().toString(), effect));
    }

    /** The change that this rule holds. */
    HeldChange change(ValidService service, RunningService runs, Approvals approvals) {
        Values<T> values = difference(service, runs).orElseThrow();
        HoldRule<T> how = hold.orElseThrow();
        String from = values.running().toString();
        String to = values.desired().toString();
        String id = HeldChange.id(service, path, from, to);
        return new HeldChange(id, path, from, to, effect, how.reason(), wayOut(how, id, approvals));
    }

    private static String wayOut(HoldRule<?> how, String id, Approvals approvals) {
        if (how.approvable()) {
            return how.wayOut() + ", or approve it with the annotation " + Annotations.APPROVE + ": " + id;
        }
        return approvals.name(id) ? "An approval does not help yet. " + how.wayOut() : how.wayOut();
    }
}
