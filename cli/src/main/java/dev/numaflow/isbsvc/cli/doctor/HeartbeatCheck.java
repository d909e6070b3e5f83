package dev.numaflow.isbsvc.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Installed;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.print.Since;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Checks the age of repair's heartbeat: evidence that the clock, the broker, the trigger and the function all work. */
final class HeartbeatCheck implements Check {

    private static final String TITLE = "heartbeat";
    private static final String WHAT_TO_DO =
            "kubectl -n %1$s get pingsources,triggers,brokers; kubectl -n %1$s logs -l serving.knative.dev/service=repair"
                    + " -c user-container --tail=50; to run it at once: kubectl isbsvc replay --all --function repair";

    private final Api api;
    private final String namespace;
    private final Instant now;

    HeartbeatCheck(Api api, String namespace, Instant now) {
        this.api = api;
        this.namespace = namespace;
        this.now = now;
    }

    @Override
    public List<Finding> inspect() {
        ApiKind leases = new ApiKind("coordination.k8s.io/v1", "Lease", namespace);
        Reached<JsonNode> lease = api.get(leases.path(Installed.HEARTBEAT));
        return List.of(
                lease.came()
                        ? finding(lease.value())
                        : Finding.problem(
                                TITLE,
                                "Lease " + namespace + "/" + Installed.HEARTBEAT + ": " + lease.why()
                                        + (lease.why().equals(Api.NOT_THERE) ? ", so repair has never run" : ""),
                                whatToDo()));
    }

    private Finding finding(JsonNode lease) {
        Duration allowed =
                Duration.ofSeconds(lease.at("/spec/leaseDurationSeconds").asLong());
        try {
            Duration age =
                    Duration.between(Instant.parse(lease.at("/spec/renewTime").asText()), now);
            String found = "repair ran " + Since.span(age) + " ago, it is due every " + Since.span(allowed);
            return age.compareTo(allowed) <= 0 ? Finding.ok(TITLE, found) : Finding.problem(TITLE, found, whatToDo());
        } catch (DateTimeParseException e) {
            return Finding.problem(TITLE, "the Lease has no time", whatToDo());
        }
    }

    private String whatToDo() {
        return WHAT_TO_DO.formatted(namespace);
    }
}
