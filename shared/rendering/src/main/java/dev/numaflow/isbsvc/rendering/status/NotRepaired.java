package dev.numaflow.isbsvc.rendering.status;

/** Tells, the same everywhere, that the children of a service are left as they are while its spec is refused. */
public final class NotRepaired {

    private NotRepaired() {}

    /** @param why nobody can render them */
    public static String because(String why) {
        return "children that are deleted or changed are not repaired (" + why + ")";
    }
}
