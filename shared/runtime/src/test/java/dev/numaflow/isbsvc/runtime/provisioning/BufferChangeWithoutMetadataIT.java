package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;

/** The same on servers that keep nothing with a stream: since when it is unwanted stands in the ledger. */
class BufferChangeWithoutMetadataIT extends BufferChangeIT {

    @Override
    Path servers() {
        return NatsServerBinary.obtainWithoutMetadata();
    }
}
