package dev.numaflow.isbsvc.rendering.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The faults of NATS servers that can make encrypted messages unreadable, with the first release of each minor one that is free of it, from
 * the notes of these releases and the pull requests named here. Where two of them differ, the later release stands. A new fault is a new
 * constant.
 */
public enum EncryptionFault {
    /** nats-server #7678. */
    KEY_REPLACED("a stream's key can be replaced after a server was killed", "2.11.12, 2.12.4, 2.14.0"),
    /** nats-server #8042. */
    PARTIAL_PURGE("a purge that a crash interrupts can leave a block that cannot be read", "2.14.0"),
    /** nats-server #8105 and #8166. */
    CIPHER_CONVERSION("a change of the cipher can corrupt messages", "2.12.10, 2.14.2"),
    /** nats-server #8312. */
    COMPACTION("compaction can corrupt messages", "2.12.12, 2.14.3"),
    /** nats-server #8366. */
    KEY_NOT_SYNCED("a block's key can be lost when the machine stops", "2.12.14, 2.14.5"),
    /** nats-server #8365. */
    TRUNCATED_KEY("a server may not start with a truncated key", "2.14.5");

    private final String effect;
    private final String fixed;

    EncryptionFault(String effect, String fixed) {
        this.effect = effect;
        this.fixed = fixed;
    }

    /** The faults that servers of the release are not known to be free of. */
    public static List<EncryptionFault> of(NatsRelease release) {
        return Arrays.stream(values()).filter(fault -> fault.affects(release)).toList();
    }

    /** The first release that is known to be free of all. */
    public static NatsRelease firstWithoutAny() {
        return Arrays.stream(values())
                .map(EncryptionFault::lastFix)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** A minor release whose patches include no fix is free of the fault only if it is newer than all that do. */
    private boolean affects(NatsRelease release) {
        return fixes().filter(release::isOfSameMinor)
                .findFirst()
                .map(fix -> release.compareTo(fix) < 0)
                .orElseGet(() -> release.compareTo(lastFix()) < 0);
    }

    private NatsRelease lastFix() {
        return fixes().max(Comparator.naturalOrder()).orElseThrow();
    }

    private Stream<NatsRelease> fixes() {
        return Stream.of(fixed.split(", "))
                .map(release -> NatsRelease.parse(release).orElseThrow());
    }

    /** What happens, and which releases are free of it. */
    @Override
    public String toString() {
        return effect + " (fixed in " + fixed + ")";
    }
}
