package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Why a pod does not get ready by itself.
 *
 * @param detail what Kubernetes says about it; may be empty
 */
public record PodTrouble(Reason reason, String detail) {

    /** In the order in which a pod meets them; each is the reason of a condition as well. */
    public enum Reason {
        CLAIM_PENDING("ClaimPending"),
        UNSCHEDULABLE("Unschedulable"),
        IMAGE_PULL("ImagePull"),
        CONTAINER_CONFIG("ContainerConfig"),
        OOM_KILLED("OOMKilled"),
        CRASH_LOOP("CrashLoopBackOff");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** The reason as it stands in a condition. */
        public String label() {
            return label;
        }
    }

    private static final String OUT_OF_MEMORY = "OOMKilled";
    private static final Map<String, Reason> WAITING = Map.of(
            "ErrImagePull", Reason.IMAGE_PULL,
            "ImagePullBackOff", Reason.IMAGE_PULL,
            "InvalidImageName", Reason.IMAGE_PULL,
            "CreateContainerConfigError", Reason.CONTAINER_CONFIG,
            "CreateContainerError", Reason.CONTAINER_CONFIG,
            "RunContainerError", Reason.CONTAINER_CONFIG,
            "CrashLoopBackOff", Reason.CRASH_LOOP);

    /** The trouble of a pod as the API server reports it, or nothing when it may just need time. */
    public static Optional<PodTrouble> of(JsonNode pod) {
        JsonNode status = pod.path("status");
        return Stream.concat(
                        scheduling(status).stream(),
                        Stream.of("initContainerStatuses", "containerStatuses")
                                .flatMap(list -> items(status.path(list)))
                                .flatMap(container -> container(container).stream()))
                .findFirst();
    }

    private static Optional<PodTrouble> scheduling(JsonNode status) {
        return items(status.path("conditions"))
                .filter(c -> c.path("type").asText().equals("PodScheduled"))
                .filter(c -> c.path("reason").asText().equals("Unschedulable"))
                .map(c -> c.path("message").asText())
                // The scheduler has no reason of its own for a volume that nobody provides.
                .map(message -> new PodTrouble(
                        message.contains("PersistentVolumeClaim") ? Reason.CLAIM_PENDING : Reason.UNSCHEDULABLE,
                        message))
                .findFirst();
    }

    private static Optional<PodTrouble> container(JsonNode container) {
        JsonNode waiting = container.path("state").path("waiting");
        JsonNode ended = Stream.of("state", "lastState")
                .map(state -> container.path(state).path("terminated"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElse(container.path("none"));
        String name = container.path("name").asText();
        if (ended.path("reason").asText().equals(OUT_OF_MEMORY)
                && !container.path("ready").asBoolean()) {
            return Optional.of(new PodTrouble(Reason.OOM_KILLED, "container " + name + " needs more memory"));
        }
        return Optional.ofNullable(WAITING.get(waiting.path("reason").asText()))
                .map(reason -> new PodTrouble(reason, "container " + name + told(reason, waiting, ended)));
    }

    private static String told(Reason reason, JsonNode waiting, JsonNode ended) {
        if (reason == Reason.CRASH_LOOP && ended.isObject()) {
            return " ended with " + ended.path("reason").asText("an error") + ", exit code "
                    + ended.path("exitCode").asInt();
        }
        String message = waiting.path("message").asText();
        return message.isEmpty() ? "" : ": " + message;
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? reason.label() : reason.label() + " (" + detail + ")";
    }
}
