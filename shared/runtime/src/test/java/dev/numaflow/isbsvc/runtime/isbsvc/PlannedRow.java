package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A change of one field of the change policy.
 *
 * @param path of the field, as the policy names it
 * @param fields of the spec that are set, as YAML
 * @param config what becomes of the controller's configuration
 */
record PlannedRow(String path, String fields, UnaryOperator<ControllerConfig> config) {

    /** At least one for each line of the policy, in a service whose first spec is {@link #FIRST}. */
    static final List<PlannedRow> ALL = Stream.concat(
                    Stream.of(
                                    "version: latest",
                                    "version: 2.9.15",
                                    "startArgs: [-DV]",
                                    "containerTemplate: {env: [{name: A, value: b}]}",
                                    "reloaderContainerTemplate: {imagePullPolicy: Never}",
                                    "metricsContainerTemplate: {imagePullPolicy: Never}",
                                    "metadata: {labels: {a: b}}",
                                    "nodeSelector: {disk: fast}",
                                    "tolerations: [{operator: Exists}]",
                                    "securityContext: {runAsUser: 5}",
                                    "imagePullSecrets: [{name: a}]",
                                    "priorityClassName: high",
                                    "priority: 5",
                                    "affinity: {nodeAffinity: {}}",
                                    "serviceAccountName: nats",
                                    "automountServiceAccountToken: false",
                                    "runtimeClassName: kata",
                                    "dnsPolicy: Default",
                                    "dnsConfig: {nameservers: [1.1.1.1]}",
                                    "resourceClaims: [{name: a, resourceClaimName: b}]",
                                    "bufferConfig: 'stream: {maxMsgs: 5}'",
                                    "replicas: 5",
                                    "persistence: {volumeSize: 9Gi}",
                                    "persistence: {volumeSize: 3Gi, storageClassName: other}",
                                    "encryption: true",
                                    "tls: true")
                            .map(PlannedRow::field),
                    Stream.of(
                            setting("max_payload: 2000000"),
                            setting("max_file_store: 5G"),
                            setting("max_memory_store: 1G"),
                            setting("sync_interval: 1s"),
                            config(
                                    "defaults.containerResources",
                                    c -> with(c, resources(), c.settings(), c.bufferConfig())),
                            config(
                                    "isbsvc.jetstream.settings",
                                    c -> with(c, c.defaultResources(), "max_payload: 3000000", c.bufferConfig())),
                            config(
                                    "isbsvc.jetstream.bufferConfig",
                                    c -> with(c, c.defaultResources(), c.settings(), "stream: {maxMsgs: 7}")),
                            config("isbsvc.jetstream.versions", PlannedRow::withOtherImages)))
            .toList();

    static final String FIRST = "{version: 2.10.29, persistence: {volumeSize: 3Gi}}";

    private static PlannedRow field(String fields) {
        return new PlannedRow(
                "spec.jetstream." + fields.substring(0, fields.indexOf(':')),
                "{" + fields + "}",
                UnaryOperator.identity());
    }

    private static PlannedRow setting(String setting) {
        return new PlannedRow(
                "spec.jetstream.settings." + setting.substring(0, setting.indexOf(':')),
                "{settings: '" + setting + "'}",
                UnaryOperator.identity());
    }

    private static PlannedRow config(String field, UnaryOperator<ControllerConfig> change) {
        return new PlannedRow(ControllerConfig.path(field), "{}", change);
    }

    private static ControllerConfig with(
            ControllerConfig config, ResourceRequirements resources, String settings, String buffers) {
        return new ControllerConfig(config.instance(), resources, settings, buffers, config.versions());
    }

    private static ResourceRequirements resources() {
        return new ResourceRequirementsBuilder()
                .addToRequests("memory", new Quantity("1Gi"))
                .build();
    }

    private static ControllerConfig withOtherImages(ControllerConfig config) {
        return new ControllerConfig(
                config.instance(),
                config.defaultResources(),
                config.settings(),
                config.bufferConfig(),
                config.versions().stream()
                        .map(version -> new JetStreamVersion(
                                version.version(),
                                "mirror/" + version.natsImage(),
                                version.metricsExporterImage(),
                                version.configReloaderImage(),
                                version.startCommand()))
                        .toList());
    }

    @Override
    public String toString() {
        return path + " " + fields;
    }
}
