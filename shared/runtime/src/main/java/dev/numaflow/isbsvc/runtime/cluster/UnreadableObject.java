package dev.numaflow.isbsvc.runtime.cluster;

/** An object that no function can ever read: it is nested too deeply, or has a field name that no program expects. */
public final class UnreadableObject extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnreadableObject(ObjectRef ref, String why) {
        super(ref + " cannot be read: " + why);
    }
}
