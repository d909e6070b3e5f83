package dev.numaflow.isbsvc.rendering.change;

/**
 * A change that was asked for and is not made.
 *
 * @param id names this very change of this very service, and no other
 * @param field its path in the resource
 * @param running what the servers run with
 * @param wanted what the spec asks for
 * @param reason why it is not made
 * @param wayOut what the user can do
 */
public record HeldChange(
        String id, String field, String running, String wanted, Effect effect, String reason, String wayOut) {

    @Override
    public String toString() {
        return field + " stays " + running + " (wanted " + wanted + "): " + reason + ". " + wayOut + " [" + id + "]";
    }
}
