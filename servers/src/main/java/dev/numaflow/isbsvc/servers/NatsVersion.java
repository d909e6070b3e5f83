package dev.numaflow.isbsvc.servers;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A released version of nats-server, ordered by age. */
record NatsVersion(int major, int minor, int patch) implements Comparable<NatsVersion> {
    /** The version that is installed where none is found. */
    static final NatsVersion PINNED = new NatsVersion(2, 12, 7);
    /** The minimum: older ones lack what the tests and the local system rely on. */
    static final NatsVersion OLDEST_TAKEN = new NatsVersion(2, 11, 0);

    /** The oldest supported one; tests of common behaviour run it, too. */
    static final NatsVersion OLDEST_SERVED = new NatsVersion(2, 10, 29);

    /** The newest tested one; tests of behaviour that differs by version run it, too. */
    static final NatsVersion NEWEST_TRIED = new NatsVersion(2, 15, 3);

    /** The oldest one in the configuration of Numaflow's controller; like all before 2.10 it keeps no stream metadata. */
    static final NatsVersion OLDEST_NAMED = new NatsVersion(2, 8, 1);

    private static final Pattern PRINTED = Pattern.compile("nats-server:? v?(\\d+)\\.(\\d+)\\.(\\d+)");
    private static final Comparator<NatsVersion> AGE = Comparator.comparingInt(NatsVersion::major)
            .thenComparingInt(NatsVersion::minor)
            .thenComparingInt(NatsVersion::patch);

    /** Parses the output of {@code nats-server --version}; empty if it is something else. */
    static Optional<NatsVersion> printedAs(String output) {
        Matcher matcher = PRINTED.matcher(output);
        return matcher.find()
                ? Optional.of(new NatsVersion(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    boolean isTaken() {
        return compareTo(OLDEST_TAKEN) >= 0;
    }

    @Override
    public int compareTo(NatsVersion other) {
        return AGE.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
