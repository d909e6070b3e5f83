package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamTotals;
import dev.numaflow.isbsvc.rendering.status.Reason;

/**
 * One action on behalf of a Pipeline, or its refusal by the servers.
 *
 * @param about the Pipeline, which may be gone
 * @param what the stream or consumer, with details where there are any
 * @param removed what was deleted with it
 */
record ActionResult(Reason reason, JsonNode about, String what, StreamTotals removed) {}
