package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.health.NodeSet;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.service.LiveService;

/**
 * A service that may be given streams.
 *
 * @param config how they are made
 * @param tls whether its servers speak TLS
 * @param nodes how many of them there should be, and whether they are being replaced
 */
record ReadyService(LiveService service, BufferConfig config, boolean tls, NodeSet nodes) {

    Names names() {
        return service.names();
    }
}
