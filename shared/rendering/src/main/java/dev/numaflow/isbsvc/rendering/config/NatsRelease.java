package dev.numaflow.isbsvc.rendering.config;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The release of NATS in an image, from its tag, or else from the version's name. */
public record NatsRelease(int major, int minor, int patch) implements Comparable<NatsRelease> {

    private static final Pattern RELEASE = Pattern.compile("v?(\\d{1,5})\\.(\\d{1,5})\\.(\\d{1,5}).*");
    private static final Comparator<NatsRelease> BY_MINOR =
            Comparator.comparingInt(NatsRelease::major).thenComparingInt(NatsRelease::minor);
    private static final Comparator<NatsRelease> BY_PATCH = BY_MINOR.thenComparingInt(NatsRelease::patch);

    /** The first release of a minor one. */
    public NatsRelease(int major, int minor) {
        this(major, minor, 0);
    }

    /** Empty where neither shows it, as with a digest or {@code latest}. */
    public static Optional<NatsRelease> of(JetStreamVersion version) {
        String image = Objects.toString(version.natsImage(), "");
        String tag = image.contains("@") ? "" : image.substring(image.lastIndexOf(':') + 1);
        return parse(tag).or(() -> parse(version.version()));
    }

    /** Whether the second is older by a minor release or more, as far as both are known. */
    public static boolean isDowngrade(JetStreamVersion from, JetStreamVersion to) {
        return of(from).flatMap(running -> of(to).map(desired -> BY_MINOR.compare(desired, running) < 0))
                .orElse(false);
    }

    /** Whether the other has the same minor release, which a fix in one of its patches reaches. */
    public boolean isOfSameMinor(NatsRelease other) {
        return BY_MINOR.compare(this, other) == 0;
    }

    /** Empty for a text that does not begin with three numbers. */
    public static Optional<NatsRelease> parse(String text) {
        Matcher release = RELEASE.matcher(text == null ? "" : text);
        return release.matches()
                ? Optional.of(new NatsRelease(number(release, 1), number(release, 2), number(release, 3)))
                : Optional.empty();
    }

    private static int number(Matcher release, int group) {
        return Integer.parseInt(release.group(group));
    }

    @Override
    public int compareTo(NatsRelease other) {
        return BY_PATCH.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
