package dev.numaflow.isbsvc.rendering.config;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The minor release of NATS in an image, from its tag, or else from the version's name. */
public record NatsRelease(int major, int minor) implements Comparable<NatsRelease> {

    private static final Pattern RELEASE = Pattern.compile("v?(\\d{1,5})\\.(\\d{1,5})\\.\\d+.*");

    /** Empty where neither shows it, as with a digest or {@code latest}. */
    public static Optional<NatsRelease> of(JetStreamVersion version) {
        String image = Objects.toString(version.natsImage(), "");
        String tag = image.contains("@") ? "" : image.substring(image.lastIndexOf(':') + 1);
        return parse(tag).or(() -> parse(version.version()));
    }

    /** Whether the second is older by a minor release or more, as far as both are known. */
    public static boolean isDowngrade(JetStreamVersion from, JetStreamVersion to) {
        return of(from).flatMap(running -> of(to).map(desired -> desired.compareTo(running) < 0))
                .orElse(false);
    }

    private static Optional<NatsRelease> parse(String text) {
        Matcher release = RELEASE.matcher(text == null ? "" : text);
        return release.matches()
                ? Optional.of(new NatsRelease(Integer.parseInt(release.group(1)), Integer.parseInt(release.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(NatsRelease other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }
}
