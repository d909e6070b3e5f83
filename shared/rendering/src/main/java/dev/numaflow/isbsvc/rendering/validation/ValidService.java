package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.input.Warning;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;

/**
 * A validated service. Only {@link ServiceRules} creates one, and rendering accepts nothing else.
 *
 * @param version images and start command of the desired version
 * @param settings the service's over the controller's
 * @param buffers the service's over the controller's, as written
 * @param defaultResources the controller's, for the server's container
 * @param tls how its servers use TLS: as the spec asks, or on the way there
 */
public record ValidService(
        Names names,
        Owner owner,
        JetStreamSpec spec,
        JetStreamVersion version,
        Settings settings,
        BufferConfig buffers,
        ResourceRequirements defaultResources,
        List<Warning> warnings,
        TlsMode tls) {

    /** Whose servers use TLS as the spec asks. */
    public ValidService(
            Names names,
            Owner owner,
            JetStreamSpec spec,
            JetStreamVersion version,
            Settings settings,
            BufferConfig buffers,
            ResourceRequirements defaultResources,
            List<Warning> warnings) {
        this(names, owner, spec, version, settings, buffers, defaultResources, warnings, TlsMode.of(spec.tlsEnabled()));
    }

    /** Fitted to the number of nodes: a change of that may be held, and then the buffers must fit the running nodes. */
    @Override
    public BufferConfig buffers() {
        return buffers.fitting(spec.replicasOrDefault());
    }

    /** The same service after so many changes of encryption. */
    public ValidService withEncryption(int changes) {
        return names.encryption() == changes
                ? this
                : new ValidService(
                        names.withEncryption(changes),
                        owner,
                        spec,
                        version,
                        settings,
                        buffers,
                        defaultResources,
                        warnings,
                        tls);
    }

    /** The server that holds a copy of its data. */
    public ValidService asCopy() {
        // The copy of a service that gets more nodes is one server.
        JetStreamSpec alone =
                spec.replicasOrDefault() == 1 ? spec : spec.with(1, spec.persistence(), spec.encryption(), spec.tls());
        return new ValidService(
                names.ofCopy(), owner, alone, version, settings, buffers, defaultResources, warnings, tls);
    }

    /** The same service whose servers use TLS like this. Its spec says what clients are told. */
    public ValidService withTls(TlsMode mode) {
        JetStreamSpec clients = spec.tlsEnabled() == mode.isPublished()
                ? spec
                : spec.with(spec.replicas(), spec.persistence(), spec.encryption(), mode.isPublished());
        return new ValidService(names, owner, clients, version, settings, buffers, defaultResources, warnings, mode);
    }

    /** The same service with other values, unchanged buffers, and TLS as it is. */
    public ValidService with(JetStreamSpec otherSpec, JetStreamVersion otherVersion, Settings otherSettings) {
        return new ValidService(
                names, owner, otherSpec, otherVersion, otherSettings, buffers, defaultResources, warnings, tls);
    }
}
