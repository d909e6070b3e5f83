package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.Optional;
import java.util.stream.Stream;

/** Explains why the encryption of a service's data is unknown, and how to resolve that; never includes a key. */
final class UnknownEncryption {

    private UnknownEncryption() {}

    /** There is neither a record nor a configuration. */
    static <T> Parsed<T> unreadable(LiveChildren live) {
        return refused(
                "ConfigMap",
                "none that can be read, and no annotation " + Annotations.ENCRYPTION
                        + " on the key Secret or the StatefulSet",
                "one of them, " + annotate(live.keySecret(), "statefulset", live.statefulSet()));
    }

    /** There is no record, and not all servers confirm that they run with the ConfigMap. */
    static Optional<Violation> unproven(LiveChildren live, boolean hasKey, ServerAnswers answers) {
        String found = "nobody has recorded whether data is encrypted, the ConfigMap has "
                + (hasKey ? "the key" : "no key") + " of JetStream, and ";
        return Stream.of(
                        Optional.of("the time at which it was written is not known")
                                .filter(any -> !answers.areDated()),
                        ServerAnswers.shown(answers.silent()).map(names -> "no answer comes from " + names),
                        ServerAnswers.shown(answers.behind()).map(names -> "an older one runs " + names))
                .flatMap(Optional::stream)
                .findFirst()
                .map(why -> new Violation(
                        name("ConfigMap", live.configMap()),
                        found + why,
                        "answers of all servers at their monitoring port that they run with it, "
                                + annotate(live.keySecret(), "statefulset", live.statefulSet())));
    }

    /** There are only claims, none of them annotated. */
    static <T> Parsed<T> unmarked(JsonNode keySecret, JsonNode claim) {
        return refused(
                name("PersistentVolumeClaim", claim),
                "nobody has recorded whether its data is encrypted, and there is no StatefulSet",
                "the annotation " + Annotations.ENCRYPTION + " on the key Secret or a claim, "
                        + annotate(keySecret, "pvc", claim));
    }

    /** Rendering over a key that only the ConfigMap holds would lose it, and the data encrypted with it. */
    static <T> Parsed<T> foreignKey(JsonNode configMap) {
        return refused(
                name("ConfigMap", configMap) + ": data.nats-js jetstream.key",
                "another key than $JS_KEY, or what may hide one (a variable, or text that cannot be read), by which servers may have"
                        + " stored messages",
                "$JS_KEY, or no key; nothing is written over it, because only this ConfigMap may hold it. Keep a copy of it"
                        + " in a safe place, then put $JS_KEY there, or take the key out if nothing was encrypted before:"
                        + " what was stored by it can be read with it alone");
    }

    private static <T> Parsed<T> refused(String path, String found, String allowed) {
        return Parsed.refused(new Violation(path, found, allowed));
    }

    /** The key Secret is to be annotated, or the other object where there is none. */
    private static String annotate(JsonNode keySecret, String kind, JsonNode other) {
        return keySecret.isMissingNode() ? annotate(kind, other) : annotate("secret", keySecret);
    }

    private static String annotate(String kind, JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return "so that stored data stays readable; record what is right: kubectl -n "
                + metadata.path("namespace").asText() + " annotate --overwrite " + kind + " "
                + metadata.path("name").asText() + " " + Annotations.ENCRYPTION + "=true, or =false";
    }

    private static String name(String kind, JsonNode object) {
        return kind + " " + object.at("/metadata/name").asText();
    }
}
