package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.ReleaseMark;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Decides whether its user approves what is lost when a service is left. An approval is good for one release; the StatefulSet records those
 * that were used, and where one was, the next release has another id.
 *
 * @param id of the next release
 * @param given the id of this release, if it is approved
 */
record ReleaseApproval(String id, Optional<String> given) {

    static ReleaseApproval of(ValidService service, JsonNode statefulSet, String approve) {
        JsonNode metadata = statefulSet.path("metadata");
        JsonNode annotations = metadata.path("annotations");
        Approvals approvals =
                Approvals.of(approve, annotations.path(Annotations.APPROVED).asText());
        List<String> ids =
                ids(service, metadata.path("uid").asText(), approvals.used().size());
        String next = ids.stream()
                .filter(id -> !approvals.used().contains(id))
                .findFirst()
                .orElseThrow();
        if (approvals.allow(next)) {
            return new ReleaseApproval(next, Optional.of(next));
        }
        // A run that ended after its children were left is repeated: what it used was for this release.
        boolean isUnderWay = ReleaseMark.isOn(statefulSet);
        return new ReleaseApproval(
                next,
                ids.stream()
                        .filter(id -> isUnderWay && approvals.used().contains(id) && approvals.name(id))
                        .findFirst());
    }

    /** One more than may have been used. */
    private static List<String> ids(ValidService service, String statefulSetUid, int used) {
        return IntStream.rangeClosed(0, used)
                .mapToObj(release -> HeldChange.id(service, "release", statefulSetUid, String.valueOf(release)))
                .toList();
    }
}
