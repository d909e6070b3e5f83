package dev.numaflow.isbsvc.local.events;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** Describes an event in a few words: what happened to which object. */
public final class EventText {

    private EventText() {}

    /** Describes the event with these attributes by name, null where absent. */
    public static String of(UnaryOperator<String> attribute) {
        StringBuilder text = new StringBuilder(
                shortType(Optional.ofNullable(attribute.apply("type")).orElse("event")));
        Optional.ofNullable(attribute.apply("kind"))
                .ifPresent(kind -> text.append(' ').append(kind));
        Optional.ofNullable(attribute.apply("name")).ifPresent(name -> text.append(' ')
                .append(Optional.ofNullable(attribute.apply("namespace"))
                        .map(in -> in + "/")
                        .orElse(""))
                .append(name));
        return text.toString();
    }

    /** The type without its common prefix. */
    public static String shortType(String type) {
        return type.replaceFirst("^dev\\.(knative\\.apiserver|knative|numaflow\\.isbsvc)\\.", "");
    }
}
