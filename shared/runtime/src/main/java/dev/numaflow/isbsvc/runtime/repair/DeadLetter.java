package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.runtime.event.EventAttributes;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/**
 * Which function did not accept an event that the broker gave up, and how it answered. Anyone can post one, so only known words are
 * taken from it.
 *
 * @param function one of ours; {@code unknown} where the dead letter names none, as when Knative got no answer
 * @param code of HTTP; {@code none} where there was no answer, {@code other} for one that neither the broker nor a function of ours
 *     gives
 */
public record DeadLetter(String function, String code) {

    /** Each is a folder of {@code functions}. */
    static final Set<String> FUNCTIONS =
            Set.of("creation", "update", "encryption-guard", "provisioning", "health", "deletion", "repair");

    private static final Set<String> CODES =
            Set.of("400", "401", "403", "404", "406", "408", "409", "413", "415", "429", "500", "502", "503", "504");

    private static final String UNKNOWN = "unknown";
    private static final String NONE = "none";
    private static final String OTHER = "other";
    private static final String NO_ANSWER = "-1";

    public DeadLetter {
        function = FUNCTIONS.contains(function) ? function : UNKNOWN;
        code = CODES.contains(code) || NONE.equals(code) ? code : OTHER;
    }

    /** The dead letter of an event: all that reaches `repair` and is no tick is one, whatever it contains. */
    public static DeadLetter of(EventAttributes event) {
        String code = event.extensions().getOrDefault("knativeerrorcode", NO_ANSWER);
        return new DeadLetter(
                function(event.extensions().getOrDefault("knativeerrordest", "")),
                NO_ANSWER.equals(code) ? NONE : code);
    }

    /** Whether the broker recorded in the event which function did not accept it; it does so only where it got an answer. */
    public static boolean isDeadLetter(EventAttributes event) {
        return event.extensions().containsKey("knativeerrordest");
    }

    /** The first part of the host: the name of the function's Service. */
    private static String function(String destination) {
        try {
            return Optional.ofNullable(URI.create(destination).getHost())
                    .orElse("")
                    .split("\\.", 2)[0];
        } catch (IllegalArgumentException noAddress) {
            return "";
        }
    }

    @Override
    public String toString() {
        String who = function.equals(UNKNOWN) ? "a function" : function;
        return code.equals(NONE) ? who + " did not answer" : who + " answered " + code;
    }
}
