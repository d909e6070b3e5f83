package dev.numaflow.isbsvc.rendering.compare;

import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Describes where two long texts differ, so that a user sees what was changed. It quotes only numbers, sizes and times, because an
 * edited configuration may contain a password.
 */
final class TextDifference {

    private static final Pattern HARMLESS = Pattern.compile("[0-9]{1,20}[a-zA-Z]{0,3}");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,60}");
    private static final int MOST_SHOWN = 3;
    private static final int LONGEST_PARSED = 1 << 20;

    private final List<String> places = new ArrayList<>();

    private TextDifference() {}

    /** The description for the text at this path. */
    static String of(String path, String desired, String live) {
        return bothParsed(path, desired, live)
                .map(differing -> differing.isEmpty() ? sameButLaidOutOtherwise(desired, live) : list(differing))
                .orElseGet(() -> "differs from line " + firstDifferingLine(desired, live) + " on");
    }

    private static Optional<List<String>> bothParsed(String path, String desired, String live) {
        if (!path.endsWith("." + Keys.NATS_CONF)
                || desired.length() > LONGEST_PARSED
                || live.length() > LONGEST_PARSED) {
            return Optional.empty();
        }
        try {
            TextDifference difference = new TextDifference();
            difference.blocks("", NatsConf.parse(desired), NatsConf.parse(live));
            return Optional.of(difference.places);
        } catch (IllegalArgumentException noConfiguration) {
            return Optional.empty();
        }
    }

    private static String list(List<String> differing) {
        return "differs in " + Shown.list(differing, MOST_SHOWN);
    }

    private static String sameButLaidOutOtherwise(String desired, String live) {
        return "has the same settings laid out otherwise from line " + firstDifferingLine(desired, live) + " on";
    }

    private void blocks(String path, NatsConf.Block desired, NatsConf.Block live) {
        Set<String> keys = new LinkedHashSet<>(desired.entries().keySet());
        keys.addAll(live.entries().keySet());
        keys.forEach(key -> entry(
                path + shown(key), desired.entries().get(key), live.entries().get(key)));
        if (!desired.includes().equals(live.includes())) {
            places.add(path + "include");
        }
    }

    private void entry(String path, NatsConf desired, NatsConf live) {
        if (desired == null) {
            places.add(path + " (added)");
        } else if (live == null) {
            places.add(path + " (missing)");
        } else if (desired instanceof NatsConf.Block before && live instanceof NatsConf.Block after) {
            blocks(path + ".", before, after);
        } else if (!desired.equals(live)) {
            places.add(harmless(desired)
                    .flatMap(should -> harmless(live).map(is -> path + " (" + is + " instead of " + should + ")"))
                    .orElse(path));
        }
    }

    private static Optional<String> harmless(NatsConf value) {
        String text = null;
        if (value instanceof NatsConf.Number number) {
            text = Long.toString(number.value());
        } else if (value instanceof NatsConf.Flag flag) {
            return Optional.of(Boolean.toString(flag.value()));
        } else if (value instanceof NatsConf.Text words) {
            text = words.value();
        }
        return Optional.ofNullable(text).filter(each -> HARMLESS.matcher(each).matches());
    }

    private static String shown(String key) {
        return KEY.matcher(key).matches() ? key : "an unusual key";
    }

    private static long firstDifferingLine(String desired, String live) {
        int end = Math.min(desired.length(), live.length());
        int at = 0;
        while (at < end && desired.charAt(at) == live.charAt(at)) {
            at++;
        }
        return 1 + desired.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
