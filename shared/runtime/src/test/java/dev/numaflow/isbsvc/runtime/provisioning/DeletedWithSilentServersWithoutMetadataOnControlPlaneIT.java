package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.servers.NatsServerBinary;
import java.nio.file.Path;

/** The same on servers that keep nothing with a stream: whose messages these are stands in the ConfigMap of owners. */
class DeletedWithSilentServersWithoutMetadataOnControlPlaneIT extends DeletedWithSilentServersOnControlPlaneIT {

    @Override
    Path servers() {
        return NatsServerBinary.obtainWithoutMetadata();
    }
}
