package dev.numaflow.isbsvc.cli;

import dev.numaflow.isbsvc.rendering.change.ChangePreview;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.isbsvc.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import dev.numaflow.isbsvc.runtime.isbsvc.PreviewInspector;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import java.time.Clock;

/** Previews a change of a live service, with the beans of the function that applies it. */
record LivePreview(ClusterView objects) {

    private static final String CONTROLLER_NAMESPACE = "numaflow-system";

    /** The platform team's configuration in the cluster. */
    Parsed<ControllerConfig> controllerConfig() {
        return ControllerConfigSource.parse(
                objects.get(new ObjectRef(ObjectKind.CONFIG_MAP, CONTROLLER_NAMESPACE, ControllerConfig.CONFIG_MAP)));
    }

    Parsed<ChangePreview> of(ControllerConfig config, Manifest manifest) {
        // Outside the cluster servers cannot be reached by name: then messages are assumed to be stored.
        Planning planning = Planning.on(objects, new ServerReports(new Monitoring()), Clock.systemUTC());
        return new PreviewInspector(objects, planning).preview(manifest.tree(), config);
    }
}
