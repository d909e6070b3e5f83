package dev.numaflow.isbsvc.runtime.repair;

import io.quarkus.funqy.knative.events.CloudEvent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the broker says about an event that it has given up. Anyone can post one, so every word is bounded.
 *
 * @param function which did not take it; {@code unknown} where the address names none
 * @param code of HTTP; {@code none} where there was no answer
 * @param said what was answered, on one line
 */
public record DeadLetter(String function, String code, String said) {

    private static final Pattern HOST = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern CODE = Pattern.compile("[1-5][0-9][0-9]");
    private static final int LONGEST = 200;

    /** The letter around an event; nothing where it is no dead one. */
    public static Optional<DeadLetter> of(CloudEvent<?> event) {
        Map<String, String> extensions = event == null || event.extensions() == null ? Map.of() : event.extensions();
        return Optional.ofNullable(extensions.get("knativeerrordest"))
                .map(destination -> new DeadLetter(
                        function(destination),
                        Optional.ofNullable(extensions.get("knativeerrorcode"))
                                .filter(code -> CODE.matcher(code).matches())
                                .orElse("none"),
                        said(extensions.getOrDefault("knativeerrordata", ""))));
    }

    /** The first part of the host: the name of the function's Service. */
    private static String function(String destination) {
        try {
            String host = String.valueOf(URI.create(destination).getHost()).split("\\.", 2)[0];
            return HOST.matcher(host).matches() && !host.equals("null") ? host : "unknown";
        } catch (IllegalArgumentException noAddress) {
            return "unknown";
        }
    }

    private static String said(String base64) {
        try {
            String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8)
                    .replaceAll("[\\p{Cntrl}\\s]+", " ")
                    .strip();
            return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        } catch (IllegalArgumentException noBase64) {
            return "";
        }
    }

    @Override
    public String toString() {
        String answer = code.equals("none") ? function + " did not answer" : function + " answered " + code;
        return said.isEmpty() ? answer : answer + ": " + said;
    }
}
