package dev.numaflow.isbsvc.rendering.ownership;

import java.util.Comparator;
import java.util.Set;

/**
 * The streams that a Pipeline asks for.
 *
 * @param since when the Pipeline was created, RFC 3339 in UTC
 */
public record Claim(StreamOwner owner, String since, Set<String> streams) {

    /** The order in which claims are met: who was there first, and by name where the clock cannot tell. */
    static final Comparator<Claim> PRECEDENCE = Comparator.comparing(Claim::since)
            .thenComparing(claim -> claim.owner().name())
            .thenComparing(claim -> claim.owner().kind());

    public Claim {
        streams = Set.copyOf(streams);
    }
}
