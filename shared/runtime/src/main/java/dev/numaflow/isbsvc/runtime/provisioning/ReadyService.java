package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.util.Optional;

/**
 * A service on which streams may be created.
 *
 * @param config of its buffers
 * @param tls whether its servers speak TLS
 * @param nodes how many of them there should be, and whether they are being replaced
 */
record ReadyService(LiveService service, BufferConfig config, boolean tls, NodeSet nodes) {

    /** Read from the objects; nothing when it is not ready. */
    static Optional<ReadyService> of(LiveService service, Optional<JsonNode> statefulSet) {
        return Readiness.bufferConfig(service.metadataAndStatus().status(), statefulSet)
                .map(config -> new ReadyService(
                        service,
                        config,
                        service.metadataAndStatus().status().tellsTls(),
                        NodeSet.of(statefulSet.orElseThrow())));
    }

    Names names() {
        return service.names();
    }
}
