package dev.numaflow.isbsvc.rendering.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides whether the data of a Secret may be written: never of one that is immutable, because it would have to be deleted first, and
 * not of one that somebody else writes again and again.
 *
 * @param isDeleting whether it will be gone soon: what it holds proves nothing that is written elsewhere
 * @param why in words that name the Secret and follow its name; nothing where it may be written
 * @param wayOut what the user can do
 */
public record WriteBar(boolean isDeleting, Optional<String> why, String wayOut) {

    /** It may be written. */
    public static final WriteBar NONE = new WriteBar(false, Optional.empty(), "");

    /** Of a live Secret. */
    public static WriteBar of(JsonNode secret, Instant now) {
        boolean isDeleting = secret.path("metadata").has("deletionTimestamp");
        if (secret.path("immutable").asBoolean()) {
            return new WriteBar(
                    isDeleting, Optional.of("is immutable"), "delete it, and it is made again from the others");
        }
        return RepairNote.isFight(secret, now)
                ? new WriteBar(
                        isDeleting,
                        Optional.of("was put right twice within an hour, and is written by "
                                + RepairNote.otherManagers(secret)),
                        "correct what writes it, or have that leave it alone; it is put right again an hour later")
                : new WriteBar(isDeleting, Optional.empty(), "");
    }
}
