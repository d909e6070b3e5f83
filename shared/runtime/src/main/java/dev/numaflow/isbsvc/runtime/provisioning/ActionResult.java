package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.StreamTotals;
import dev.numaflow.isbsvc.runtime.status.Reason;

/**
 * One thing that was done for a Pipeline, or that the servers refused.
 *
 * @param about the Pipeline, which may be gone
 * @param what the stream or consumer, and where more is to be said, that
 * @param removed what was deleted with it
 */
record ActionResult(Reason reason, JsonNode about, String what, StreamTotals removed) {}
