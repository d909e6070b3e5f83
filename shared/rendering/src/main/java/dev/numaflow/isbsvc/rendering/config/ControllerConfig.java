package dev.numaflow.isbsvc.rendering.config;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Warning;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The platform team's configuration for all services, in the ConfigMap {@value #CONFIG_MAP}, which Numaflow's controller reads,
 * too.
 *
 * @param instance the controller instance; services of another one are ignored
 * @param defaultResources for the server's container, where a service sets none
 * @param settings YAML text
 * @param bufferConfig YAML text
 * @param versions those that have a name; anything else that is missing affects only services that request them
 * @param warnings about ignored fields: another program owns the ConfigMap, and may know more fields
 */
public record ControllerConfig(
        String instance,
        ResourceRequirements defaultResources,
        String settings,
        String bufferConfig,
        List<JetStreamVersion> versions,
        List<Warning> warnings) {

    public static final String CONFIG_MAP = "numaflow-controller-config";
    public static final String KEY = "controller-config.yaml";

    private static final String BUILT_IN = "controller-config.yaml";
    private static final Pattern INSTANCE = Pattern.compile("(?m)^instance:[ \\t]*[\"']?([^\\s\"'#]*)");

    public ControllerConfig {
        versions = List.copyOf(versions);
        warnings = List.copyOf(warnings);
    }

    /** A configuration in which nothing is ignored. */
    public ControllerConfig(
            String instance,
            ResourceRequirements defaultResources,
            String settings,
            String bufferConfig,
            List<JetStreamVersion> versions) {
        this(instance, defaultResources, settings, bufferConfig, versions, List.of());
    }

    /** The path of a field of this configuration, as violations name it. */
    public static String path(String field) {
        return CONFIG_MAP + ":" + field;
    }

    /** The configuration without a ConfigMap. */
    public static ControllerConfig builtIn() {
        try (InputStream text = ControllerConfig.class.getResourceAsStream(BUILT_IN)) {
            return parse(new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8))
                    .value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the text under {@value #KEY}; unset fields stay empty, as in Numaflow. */
    public static Parsed<ControllerConfig> parse(String text) {
        return YamlDocuments.read(text, path(KEY)).then(documents -> new ControllerConfigReader().read(documents));
    }

    /**
     * The built-in configuration with the instance from a text that may be invalid otherwise: enough to know which services belong
     * to this instance, and to keep them unchanged.
     */
    public static ControllerConfig ofInstanceIn(String text) {
        Matcher instance = INSTANCE.matcher(text);
        ControllerConfig builtIn = builtIn();
        return new ControllerConfig(
                instance.find() ? instance.group(1) : "",
                builtIn.defaultResources(),
                builtIn.settings(),
                builtIn.bufferConfig(),
                builtIn.versions());
    }

    public Optional<JetStreamVersion> version(String name) {
        return versions.stream().filter(v -> v.version().equals(name)).findFirst();
    }

    public List<String> versionNames() {
        return versions.stream().map(JetStreamVersion::version).toList();
    }
}
