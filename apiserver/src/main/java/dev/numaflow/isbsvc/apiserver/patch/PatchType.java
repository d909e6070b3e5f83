package dev.numaflow.isbsvc.apiserver.patch;

import java.util.Arrays;
import java.util.Optional;

/** The four patches a client may send, by media type. */
public enum PatchType {
    JSON("application/json-patch+json"),
    MERGE("application/merge-patch+json"),
    STRATEGIC("application/strategic-merge-patch+json"),
    APPLY("application/apply-patch+yaml");

    private final String mediaType;

    PatchType(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The patch of a media type. */
    public static Optional<PatchType> of(String mediaType) {
        return Arrays.stream(values())
                .filter(each -> each.mediaType.equals(mediaType))
                .findFirst();
    }

    /** The media type. */
    public String mediaType() {
        return mediaType;
    }
}
