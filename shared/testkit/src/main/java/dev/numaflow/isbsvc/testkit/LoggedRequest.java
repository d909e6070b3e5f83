package dev.numaflow.isbsvc.testkit;

/** One request for a resource: the verb, the user and the response. Group and name may be empty. */
public record LoggedRequest(
        String verb,
        String group,
        String resource,
        String subresource,
        String namespace,
        String name,
        String user,
        boolean dryRun,
        int status) {

    /** Whether the request could change what is stored. */
    public boolean isWrite() {
        return switch (verb) {
            case "get", "list", "watch" -> false;
            default -> !dryRun;
        };
    }
}
