package dev.numaflow.isbsvc.rendering.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Why a pod does not become ready by itself.
 *
 * @param detail what Kubernetes says about it; may be empty
 */
public record PodTrouble(Reason reason, String detail) {

    /** In the order of a pod's lifecycle; each is also the reason of a condition. */
    public enum Reason {
        FAILED_CREATE("FailedCreate"),
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

        /** The reason as written to a condition. */
        public String label() {
            return label;
        }
    }

    /** The scheduler has no separate reason for a volume that is not provisioned. */
    private static final Pattern VOLUME =
            Pattern.compile("persistent ?volume|volume node affinity", Pattern.CASE_INSENSITIVE);

    private static final Map<String, Reason> WAITING = Map.of(
            "ErrImagePull", Reason.IMAGE_PULL,
            "ImagePullBackOff", Reason.IMAGE_PULL,
            "InvalidImageName", Reason.IMAGE_PULL,
            "CreateContainerConfigError", Reason.CONTAINER_CONFIG,
            "CreateContainerError", Reason.CONTAINER_CONFIG,
            "RunContainerError", Reason.CONTAINER_CONFIG,
            "CrashLoopBackOff", Reason.CRASH_LOOP);

    /** The trouble of a pod as the API server reports it, or empty when it may only need time. */
    public static Optional<PodTrouble> of(JsonNode pod) {
        JsonNode status = pod.path("status");
        return Stream.concat(
                        scheduling(status).stream(),
                        containers(status).flatMap(container -> container(container).stream()))
                .findFirst();
    }

    /** The server before its sidecars: their trouble is the reason only when the server has none. */
    private static Stream<JsonNode> containers(JsonNode status) {
        return Stream.of(
                        items(status.path("initContainerStatuses")),
                        items(status.path("containerStatuses")).filter(PodState::isServer),
                        items(status.path("containerStatuses")).filter(container -> !PodState.isServer(container)))
                .flatMap(containers -> containers);
    }

    private static Optional<PodTrouble> scheduling(JsonNode status) {
        return items(status.path("conditions"))
                .filter(c -> c.path("type").asText().equals("PodScheduled"))
                .filter(c -> c.path("reason").asText().equals("Unschedulable"))
                .map(c -> c.path("message").asText())
                .map(message -> new PodTrouble(
                        VOLUME.matcher(message).find() ? Reason.CLAIM_PENDING : Reason.UNSCHEDULABLE, message))
                .findFirst();
    }

    private static Optional<PodTrouble> container(JsonNode container) {
        String name = "container " + container.path("name").asText();
        JsonNode waiting = container.at("/state/waiting");
        Optional<LastRun> last = LastRun.of(container);
        if (last.filter(LastRun::wasOutOfMemory).isPresent()) {
            return Optional.of(new PodTrouble(Reason.OOM_KILLED, name + " needs more memory"));
        }
        Optional<Reason> reason =
                Optional.ofNullable(WAITING.get(waiting.path("reason").asText()));
        if (last.filter(LastRun::isOneOfMany).isPresent() && reason.isEmpty() || isCrashLoop(reason)) {
            return Optional.of(new PodTrouble(
                    Reason.CRASH_LOOP, name + last.map(LastRun::message).orElse("")));
        }
        String message = waiting.path("message").asText();
        return reason.map(known -> new PodTrouble(known, message.isEmpty() ? name : name + ": " + message));
    }

    private static boolean isCrashLoop(Optional<Reason> reason) {
        return reason.filter(Reason.CRASH_LOOP::equals).isPresent();
    }

    private static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? reason.label() : reason.label() + " (" + detail + ")";
    }
}
