package dev.numaflow.isbsvc.rendering.parity;

/** One place where our object is not Numaflow's; a side that says nothing there is {@code absent}. */
record Difference(String object, String path, String numaflow, String ours) {

    static final String ABSENT = "absent";
    static final String ANY = "any";

    /** Whether a listed difference speaks of this one; the list may leave a value open, and a star stands for any name in a path. */
    boolean isListedAs(Difference listed) {
        return object.equals(listed.object)
                && path.matches(pattern(listed.path))
                && fits(numaflow, listed.numaflow)
                && fits(ours, listed.ours);
    }

    private static String pattern(String path) {
        return "\\Q" + path.replace("*", "\\E.*\\Q") + "\\E";
    }

    private static boolean fits(String found, String listed) {
        return listed.equals(ANY) ? !found.equals(ABSENT) : found.equals(listed);
    }
}
