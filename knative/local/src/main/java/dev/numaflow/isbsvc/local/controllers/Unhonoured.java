package dev.numaflow.isbsvc.local.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;

/** Finds what this stand-in does not support of a StatefulSet, so that it is rejected instead of ignored. */
final class Unhonoured {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Where a field is set, the only value that it may have. */
    private record Field(String path, String allowed) {}

    private static final List<Field> FIELDS = List.of(
            new Field("podManagementPolicy", "Parallel"),
            new Field("ordinals", "none"),
            new Field("minReadySeconds", "0"),
            new Field("persistentVolumeClaimRetentionPolicy.whenDeleted", "Retain"),
            new Field("persistentVolumeClaimRetentionPolicy.whenScaled", "Retain"),
            new Field("updateStrategy.type", "RollingUpdate"),
            new Field("updateStrategy.rollingUpdate.maxUnavailable", "none"));

    private Unhonoured() {}

    /** Each formatted as {@code path: found, allowed}. */
    static List<String> of(StatefulSet set) {
        JsonNode spec = JSON.valueToTree(set.getSpec());
        List<String> refusals = new ArrayList<>();
        for (Field field : FIELDS) {
            JsonNode found = spec.at("/" + field.path().replace('.', '/'));
            String text = found.asText(found.toString());
            if (!found.isMissingNode() && !text.equals(field.allowed())) {
                refusals.add("spec." + field.path() + ": found " + text + ", allowed: " + field.allowed());
            }
        }
        return refusals;
    }
}
