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
        Function<ObservedService, Optional<T>> running,
        Function<ValidService, Optional<T>> desired,
        Optional<HoldRule<T>> hold) {

    /** A running value, and another that is requested instead. */
    private record Values<T>(T running, T desired) {}

    /** A change that is visible only in the pod template, if at all. */
    static FieldRule<?> template(String path, Effect effect, String... places) {
        return new FieldRule<>(
                path, effect, List.of(places), r -> Optional.empty(), s -> Optional.empty(), Optional.empty());
    }

    /** A change that is simply applied. */
    static <T> FieldRule<T> applying(
            String path,
            Effect effect,
            Function<ObservedService, Optional<T>> running,
            Function<ValidService, T> desired) {
        return new FieldRule<>(path, effect, List.of(), running, desired.andThen(Optional::of), Optional.empty());
    }

    /** A change that is held. */
    static <T> FieldRule<T> holding(
            String path,
            Effect effect,
            Function<ObservedService, Optional<T>> running,
            Function<ValidService, T> desired,
            HoldRule<T> hold) {
        return new FieldRule<>(path, effect, List.of(), running, desired.andThen(Optional::of), Optional.of(hold));
    }

    /** The difference, where this rule holds it. */
    Optional<HeldField> held(ValidService service, ObservedService observed, Approvals approvals) {
        return hold.flatMap(how -> difference(service, observed)
                .filter(values -> how.when().test(values.running(), values.desired()))
                .map(values ->
                        new HeldField(change(service, values, how, approvals), how.approvable(), effective -> how.keep()
                                .apply(effective, observed))));
    }

    /** The preview's row for a difference that is applied; empty where there is none. */
    Optional<ChangePreview.Row> row(ValidService service, ObservedService observed) {
        return difference(service, observed)
                .filter(values -> hold.isEmpty())
                .map(values -> ChangePreview.Row.applied(
                        path, values.running().toString(), values.desired().toString(), effect));
    }

    private Optional<Values<T>> difference(ValidService service, ObservedService observed) {
        return running.apply(observed)
                .flatMap(from -> desired.apply(service).map(to -> new Values<>(from, to)))
                .filter(values -> !values.running().equals(values.desired()));
    }

    private HeldChange change(ValidService service, Values<T> values, HoldRule<T> how, Approvals approvals) {
        String from = values.running().toString();
        String to = values.desired().toString();
        String id = HeldChange.id(service, path, from, to);
        return new HeldChange(id, path, from, to, effect, how.reason(), wayOut(how, id, approvals));
    }

    private static String wayOut(HoldRule<?> how, String id, Approvals approvals) {
        if (how.approvable()) {
            return how.wayOut() + ", or approve it with the annotation " + Annotations.APPROVE + ": " + id;
        }
        return approvals.noHelp(id, how.wayOut());
    }
}
