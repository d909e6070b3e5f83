package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Under which names the pods find how their data is encrypted.
 *
 * @param changes how often that was changed in guarded steps, which is the suffix of the names that the newest pod template refers to
 * @param before while such a change is under way: whether the data of nodes that it has not reached is encrypted. Their pods refer to the
 *     names before, so these are kept
 * @param restored the pod that was replaced once everything was restored through it, as the newest pod template records it: without that the
 *     pods would be replaced again
 * @param nodes how many there are after such a change, where there is one before it; empty where their number stays
 */
public record RunningEncryption(
        int changes, Optional<Boolean> before, Optional<String> restored, Optional<Integer> nodes) {

    /** Where the number of nodes stays. */
    public RunningEncryption(int changes, Optional<Boolean> before, Optional<String> restored) {
        this(changes, before, restored, Optional.empty());
    }

    /** Where nothing was ever restored from a copy. */
    public RunningEncryption(int changes, Optional<Boolean> before) {
        this(changes, before, Optional.empty());
    }

    /** As it was when the service was created, or taken over. */
    public static final RunningEncryption UNCHANGED = new RunningEncryption(0, Optional.empty());

    private static final int MOST_DIGITS = 6;
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0," + (MOST_DIGITS - 1) + "}");

    /** Whether nodes are being taken from one encryption to the next. */
    public boolean isUnderWay() {
        return before.isPresent();
    }

    /**
     * The number on a StatefulSet: the larger one of its record and of what its template refers to, because it is written with both and never
     * gets smaller while a disk needs it. An earlier revision that somebody rolls back to is not followed: no server starts with that
     * encryption on a disk that has a later one.
     */
    public static int changes(JsonNode statefulSet) {
        return Math.max(recorded(statefulSet), mounted(statefulSet));
    }

    /** Whether a rendered child was planned from the names that the live one records or refers to; of other kinds that says nothing. */
    public static boolean hasNamesOf(JsonNode live, JsonNode desired) {
        int planned = changes(desired);
        return planned == recorded(live) || planned == mounted(live);
    }

    /** The number that an object of ours records; 0 where it records none. */
    public static int recorded(JsonNode object) {
        return number(object.at("/metadata/annotations")
                .path(Annotations.ENCRYPTION_SUFFIX)
                .asText());
    }

    /** The number in the name of the ConfigMap that the pod template mounts. */
    public static int mounted(JsonNode statefulSet) {
        Pattern name = Pattern.compile(
                Pattern.quote(statefulSet.at("/metadata/name").asText() + "-config") + "-(?<number>.+)");
        for (JsonNode volume : statefulSet.at("/spec/template/spec/volumes")) {
            for (JsonNode source : volume.at("/projected/sources")) {
                Matcher mounted = name.matcher(source.at("/configMap/name").asText());
                if (mounted.matches()) {
                    return number(mounted.group("number"));
                }
            }
        }
        return 0;
    }

    private static int number(String text) {
        return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    }

    /** What the StatefulSet records of a change that is under way; empty where there is none. */
    public static Optional<Boolean> before(JsonNode statefulSet) {
        return Optional.of(statefulSet
                        .at("/metadata/annotations")
                        .path(Annotations.ENCRYPTION_BEFORE)
                        .asText())
                .filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::valueOf);
    }

    /** How many nodes the StatefulSet records for the end of a change that is under way; empty where their number stays. */
    public static Optional<Integer> nodes(JsonNode statefulSet) {
        return before(statefulSet)
                .map(any -> number(statefulSet
                        .at("/metadata/annotations")
                        .path(Annotations.NODES_AFTER)
                        .asText()))
                .filter(nodes -> nodes > 1 && nodes <= Bounds.NODES);
    }

    /** What the pod template of a StatefulSet records of a pod that was replaced after everything was restored through it. */
    public static Optional<String> restored(JsonNode statefulSet) {
        return Optional.of(statefulSet
                        .at("/spec/template/metadata/annotations")
                        .path(Annotations.RESTORED_THROUGH)
                        .asText())
                .filter(uid -> !uid.isEmpty());
    }

    /** Whether a rendered child was planned after the live one had its node restarted, if ever; of other kinds that says nothing. */
    public static boolean keepsRestored(JsonNode live, JsonNode desired) {
        return restored(live).isEmpty() || restored(live).equals(restored(desired));
    }

    /** The names before the change that is under way. */
    public static Names before(Names names) {
        return names.withEncryption(names.encryption() - 1);
    }

    /** The service as pods that the change has not reached run it; empty where there are none. */
    public Optional<ValidService> before(ValidService service) {
        return before.map(encrypted -> service.with(
                        service.spec()
                                .with(
                                        nodes.isPresent()
                                                ? Integer.valueOf(1)
                                                : service.spec().replicas(),
                                        service.spec().persistence(),
                                        encrypted,
                                        service.spec().tls()),
                        service.version(),
                        service.settings())
                .withEncryption(changes - 1));
    }
}
