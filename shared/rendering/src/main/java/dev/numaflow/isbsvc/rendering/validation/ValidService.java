package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/**
 * A service of which every value has been read and judged good. Only {@link ServiceRules} makes one, and rendering starts from
 * nothing else.
 *
 * @param version images and start command of the wanted version
 * @param settings the service's over the controller's
 * @param buffers the service's over the controller's, as it is written
 * @param defaultResources the controller's, for the server's container
 */
public record ValidService(
        Names names,
        Owner owner,
        JetStreamSpec spec,
        JetStreamVersion version,
        Settings settings,
        BufferConfig buffers,
        ResourceRequirements defaultResources,
        List<Warning> warnings) {

    /** As the nodes can hold it: a change of their number may be held, and then the buffers must fit those that run. */
    @Override
    public BufferConfig buffers() {
        return buffers.fitting(spec.replicasOrDefault());
    }

    /** The same service with other values, and its buffers as they are written. */
    public ValidService with(JetStreamSpec otherSpec, JetStreamVersion otherVersion, Settings otherSettings) {
        return new ValidService(
                names, owner, otherSpec, otherVersion, otherSettings, buffers, defaultResources, warnings);
    }
}
