package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.model.PersistenceSpec;
import dev.numaflow.isbsvc.rendering.model.Quantities;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/** A claim in comparable form: its size as a number of bytes. */
record Volume(String storageClass, String accessMode, BigDecimal bytes) {

    private static final Volume NONE = new Volume("", "", BigDecimal.ZERO);

    /** Empty where the data is lost with the pod. */
    static Volume of(Optional<PersistenceSpec> persistence) {
        return persistence.map(Volume::of).orElse(NONE);
    }

    private static Volume of(PersistenceSpec persistence) {
        return new Volume(
                Objects.toString(persistence.storageClassName(), ""),
                persistence.accessModeOrDefault(),
                Quantities.amount(persistence.volumeSizeOrDefault()).stripTrailingZeros());
    }

    /** Whether the second differs only by a larger size. */
    static boolean grows(Volume from, Volume to) {
        return !from.equals(NONE)
                && from.storageClass.equals(to.storageClass)
                && from.accessMode.equals(to.accessMode)
                && to.bytes.compareTo(from.bytes) > 0;
    }

    @Override
    public String toString() {
        return equals(NONE)
                ? "none"
                : (storageClass + " " + accessMode + " of " + bytes.toPlainString() + " bytes").trim();
    }
}
