package dev.numaflow.isbsvc.runtime.child;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The desired child, and the live object when it was read. */
public record Candidate(ObjectNode desired, Optional<JsonNode> live) {}
