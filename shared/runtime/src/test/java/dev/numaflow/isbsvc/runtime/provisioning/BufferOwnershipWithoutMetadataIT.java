package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;

/** Whose a stream is, on servers that do not keep it with the stream. */
class BufferOwnershipWithoutMetadataIT extends BufferOwnershipIT {

    @Override
    Path servers() {
        return NatsServerBinary.obtainWithoutMetadata();
    }
}
