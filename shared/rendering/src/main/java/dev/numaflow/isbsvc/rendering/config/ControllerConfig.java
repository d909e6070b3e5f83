package dev.numaflow.isbsvc.rendering.config;

import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.rendering.validation.Warning;
import dev.numaflow.isbsvc.rendering.yaml.YamlDocuments;
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
 * What the platform team has set for all services, in the ConfigMap {@value #CONFIG_MAP}, which Numaflow's controller reads too.
 *
 * @param instance the controller instance; services of another one are not ours
 * @param defaultResources for the server's container, where a service says nothing
 * @param settings YAML text
 * @param bufferConfig YAML text
 * @param versions those that have a name; what else they lack concerns the services that ask for them
 * @param warnings what is ignored: another program owns the ConfigMap, and may know more than we do
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

    /** The configuration that holds where no ConfigMap is. */
    public static ControllerConfig builtIn() {
        try (InputStream text = ControllerConfig.class.getResourceAsStream(BUILT_IN)) {
            return parse(new String(Objects.requireNonNull(text).readAllBytes(), StandardCharsets.UTF_8))
                    .value();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the text under {@value #KEY}; what it does not say stays empty, as in Numaflow. */
    public static Parsed<ControllerConfig> parse(String text) {
        return YamlDocuments.read(text, path(KEY)).then(documents -> new ControllerConfigReader().read(documents));
    }

    /**
     * The built-in configuration with the instance of a text that may be broken otherwise: enough to know which services are ours, and
     * to keep them as they were.
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
