package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The live objects from which it is read how a service runs.
 *
 * @param configMap a missing node where it is lost
 * @param userHasBudget whether the user has a PodDisruptionBudget for the pods
 */
public record LiveChildren(JsonNode statefulSet, JsonNode configMap, boolean userHasBudget) {}
