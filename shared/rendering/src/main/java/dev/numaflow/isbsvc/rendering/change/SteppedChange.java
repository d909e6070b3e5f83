package dev.numaflow.isbsvc.rendering.change;

/**
 * A requested change that is carried out in guarded steps. Until they are done, the running value is rendered.
 *
 * @param field its path in the resource
 * @param running what runs
 * @param desired what the spec requests
 */
public record SteppedChange(String field, String running, String desired) {

    /** Whether nodes are taken away for it. Servers change how they use TLS by rolls and reloads alone, and may wait for clients for days. */
    public boolean takesNodes() {
        return !isOfTls();
    }

    /** Whether it is how servers use TLS. */
    public boolean isOfTls() {
        return field.equals(ChangePolicy.TLS);
    }

    static SteppedChange of(HeldChange change) {
        return new SteppedChange(change.field(), change.running(), change.desired());
    }
}
