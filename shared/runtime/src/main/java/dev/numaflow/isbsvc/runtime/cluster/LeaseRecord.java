package dev.numaflow.isbsvc.runtime.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What the spec of a Lease records: its holder, since when, and until when. */
public final class LeaseRecord {

    /** Times of a Lease always have six fractional digits. */
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private static final String HOLDER = "holderIdentity";
    private static final String RENEWED = "renewTime";

    private LeaseRecord() {}

    /** Renews the Lease for this holder, who acquires it where it was another's. */
    public static ObjectNode renew(ObjectNode lease, String holder, Duration duration, Instant now) {
        ObjectNode spec = lease.withObject("/spec");
        if (!holder.equals(holder(lease))) {
            spec.put(HOLDER, holder).put("acquireTime", MICROS.format(now));
        }
        spec.put("leaseDurationSeconds", duration.toSeconds()).put(RENEWED, MICROS.format(now));
        return lease;
    }

    /** Whether somebody holds it now. A time further ahead than its duration was not written by us: it would block until then. */
    static boolean isHeld(JsonNode lease, Duration duration, Instant now) {
        Instant since = renewed(lease);
        return !holder(lease).isEmpty() && now.isBefore(since.plus(duration)) && !since.isAfter(now.plus(duration));
    }

    static String holder(JsonNode lease) {
        return lease.path("spec").path(HOLDER).asText();
    }

    /** When it was renewed last; the epoch where it never was. */
    static Instant renewed(JsonNode lease) {
        String time = lease.path("spec").path(RENEWED).asText();
        return time.isEmpty() ? Instant.EPOCH : Instant.parse(time);
    }
}
