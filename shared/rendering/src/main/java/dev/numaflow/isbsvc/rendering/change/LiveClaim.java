package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.PersistenceSpec;
import dev.numaflow.isbsvc.rendering.model.Quantities;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Optional;

/** Reads from the spec of a claim, or of the template of claims, what a service must ask for to get such a volume. */
final class LiveClaim {

    private LiveClaim() {}

    /** Empty where there is no claim. */
    static Optional<PersistenceSpec> persistence(JsonNode spec) {
        return Optional.of(spec)
                .filter(claim -> !claim.isMissingNode())
                .map(claim -> of(claim, claim.path("storageClassName").asText(null)));
    }

    /** The cluster has filled in the storage class of a claim, so that the spec need not name it. */
    static PersistenceSpec withoutClass(JsonNode spec) {
        return of(spec, null);
    }

    private static PersistenceSpec of(JsonNode spec, String storageClass) {
        return new PersistenceSpec(
                storageClass,
                spec.path("accessModes").path(0).asText(),
                size(spec.path("resources").path("requests").path("storage").asText()));
    }

    /** A text that is no size, or is out of bounds, counts as absent. */
    private static Quantity size(String text) {
        return Quantities.amount(text).isPresent() ? new Quantity(text) : null;
    }
}
