package dev.numaflow.isbsvc.rendering.status;

/** The common message that the children of a service are not repaired while its spec is refused. */
public final class NotRepaired {

    private NotRepaired() {}

    /** @param why they cannot be rendered */
    public static String because(String why) {
        return "children that are deleted or changed are not repaired (" + why + ")";
    }
}
