package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;

/** The same on the oldest servers that Numaflow's controller names. */
class BufferRepairWithoutMetadataIT extends BufferRepairIT {

    @Override
    Path servers() {
        return NatsServerBinary.obtainWithoutMetadata();
    }

    /** These refuse a consumer without acknowledgements. */
    @Override
    String wrongAcks() {
        return "all";
    }
}
