package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;

/** The same on servers that keep nothing with a stream: since when its Pipeline is gone stands in the ledger. */
class OrphanedBuffersWithoutMetadataOnControlPlaneIT extends OrphanedBuffersOnControlPlaneIT {

    @Override
    Path servers() {
        return NatsServerBinary.obtainWithoutMetadata();
    }
}
