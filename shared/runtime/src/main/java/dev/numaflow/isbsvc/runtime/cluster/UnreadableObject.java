package dev.numaflow.isbsvc.runtime.cluster;

/** An object that no function can read, today or later: it is nested too deeply, or has a name of a field that no program expects. */
public final class UnreadableObject extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableObject(ObjectRef ref, String why) {
        super(ref + " cannot be read: " + why);
    }
}
