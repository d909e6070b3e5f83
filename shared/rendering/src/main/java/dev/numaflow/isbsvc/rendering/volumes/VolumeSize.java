package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.Quantities;
import java.math.BigDecimal;

/**
 * A size of a volume, compared by its bytes and shown as it is written.
 *
 * @param bytes zero where the text is no size
 */
public record VolumeSize(String text, BigDecimal bytes) implements Comparable<VolumeSize> {

    /** The size that a text stands for. */
    public static VolumeSize of(String text) {
        return new VolumeSize(text, Quantities.amount(text).orElse(BigDecimal.ZERO));
    }

    static VolumeSize of(JsonNode text) {
        return of(text.asText());
    }

    /** Whether it is smaller than the other one, in bytes. */
    public boolean isBelow(VolumeSize other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(VolumeSize other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VolumeSize size && compareTo(size) == 0;
    }

    @Override
    public int hashCode() {
        return bytes.stripTrailingZeros().hashCode();
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "0" : text;
    }
}
