package dev.numaflow.isbsvc.rendering.change;

/**
 * A requested change that is carried out in guarded steps. Until they are done, the running value is rendered.
 *
 * @param field its path in the resource
 * @param running what runs
 * @param desired what the spec requests
 */
public record SteppedChange(String field, String running, String desired) {

    static SteppedChange of(HeldChange change) {
        return new SteppedChange(change.field(), change.running(), change.desired());
    }
}
