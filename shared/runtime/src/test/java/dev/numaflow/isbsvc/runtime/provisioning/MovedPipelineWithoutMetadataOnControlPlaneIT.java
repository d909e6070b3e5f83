package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;

/** The same on servers that keep nothing with a stream: what names a deletion stands in the ledger. */
class MovedPipelineWithoutMetadataOnControlPlaneIT extends MovedPipelineOnControlPlaneIT {

    @Override
    Path servers() {
        return NatsServerBinary.obtainWithoutMetadata();
    }
}
