package dev.numaflow.isbsvc.rendering.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.input.Warning;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.settings.Settings;
import dev.numaflow.isbsvc.rendering.settings.YamlText;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the controller's configuration, which another program owns and extends: unknown fields are ignored with a warning, errors
 * of one version affect only services that request it, and only errors that affect every service are refused.
 */
final class ControllerConfigReader {

    private static final String JETSTREAM = "isbsvc.jetstream";
    private static final String VERSIONS = JETSTREAM + ".versions";
    private static final String RESOURCES = "defaults.containerResources";
    private static final Set<String> KNOWN = Set.of("settings", "bufferConfig", "versions");
    private static final Set<String> OF_A_VERSION =
            Set.of("version", "natsImage", "metricsExporterImage", "configReloaderImage", "startCommand");
    private static final int MOST_WARNINGS = 10;
    private static final int LONGEST_NAME = 60;

    /** Numaflow's defaults where its configuration sets none. */
    private static final ResourceRequirements BUILT_IN_RESOURCES = new ResourceRequirementsBuilder()
            .addToRequests("cpu", new Quantity("100m"))
            .addToRequests("memory", new Quantity("128Mi"))
            .build();

    private final List<Violation> violations = new ArrayList<>();
    private final List<Warning> warnings = new ArrayList<>();

    Parsed<ControllerConfig> read(List<JsonNode> documents) {
        if (documents.isEmpty()) {
            return Parsed.of(new ControllerConfig("", BUILT_IN_RESOURCES, "", "", List.of()));
        }
        JsonNode tree = documents.get(0);
        JsonNode jetstream = map(
                map(map(tree, ControllerConfig.KEY).path("isbsvc"), "isbsvc").path("jetstream"), JETSTREAM);
        unknown(jetstream, KNOWN, JETSTREAM);
        String settings = text(jetstream.path("settings"), JETSTREAM + ".settings");
        String buffers = text(jetstream.path("bufferConfig"), JETSTREAM + ".bufferConfig");
        Settings.unknown(new YamlText(settings, ControllerConfig.path(JETSTREAM + ".settings")))
                .forEach(this::ignored);
        BufferConfig.unknown(new YamlText(buffers, ControllerConfig.path(JETSTREAM + ".bufferConfig")))
                .forEach(this::ignored);
        List<JetStreamVersion> versions = versions(jetstream.path("versions"));
        Parsed<ResourceRequirements> resources =
                resources(text(map(tree.path("defaults"), "defaults").path("containerResources"), RESOURCES));
        violations.addAll(resources.violations());
        return violations.isEmpty()
                ? Parsed.of(new ControllerConfig(
                        text(tree.path("instance"), "instance"),
                        resources.value(),
                        settings,
                        buffers,
                        versions,
                        bounded()))
                : Parsed.refused(violations);
    }

    private List<JetStreamVersion> versions(JsonNode list) {
        if (!isNothing(list) && !list.isArray()) {
            refuse(VERSIONS, list, "a list");
        }
        List<JetStreamVersion> versions = new ArrayList<>();
        for (int i = 0; list.isArray() && i < list.size(); i++) {
            JsonNode entry = list.get(i);
            String path = VERSIONS + "[" + i + "]";
            if (entry.path("version").isTextual()
                    && !entry.path("version").asText().isBlank()) {
                unknown(entry, OF_A_VERSION, path);
                versions.add(version(entry));
            } else {
                warn(ControllerConfig.path(path), "ignored, because it has no version whose name is a text in quotes");
            }
        }
        return versions;
    }

    private static JetStreamVersion version(JsonNode entry) {
        return new JetStreamVersion(
                entry.path("version").asText(),
                entry.path("natsImage").textValue(),
                entry.path("metricsExporterImage").textValue(),
                entry.path("configReloaderImage").textValue(),
                entry.path("startCommand").textValue());
    }

    private Parsed<ResourceRequirements> resources(String text) {
        if (text.isBlank()) {
            return Parsed.of(BUILT_IN_RESOURCES);
        }
        String path = ControllerConfig.path(RESOURCES);
        return YamlDocuments.read(text, path)
                .then(documents -> documents.isEmpty()
                        ? Parsed.of(BUILT_IN_RESOURCES)
                        : StrictReader.readLeniently(
                                documents.get(0), ResourceRequirements.class, path, this::ignored));
    }

    private JsonNode map(JsonNode node, String path) {
        if (!isNothing(node) && !node.isObject()) {
            refuse(path, node, "a map");
        }
        return node;
    }

    private String text(JsonNode node, String path) {
        if (node.isContainerNode()) {
            refuse(path, node, "a text");
        }
        return isNothing(node) ? "" : node.asText("");
    }

    private void refuse(String path, JsonNode found, String allowed) {
        String kind = found.isArray() ? "a list" : found.isObject() ? "a map" : "a single value";
        violations.add(new Violation(ControllerConfig.path(path), kind, allowed));
    }

    private void unknown(JsonNode map, Set<String> known, String path) {
        map.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String shown = Shown.cut(name, LONGEST_NAME);
                ignored(ControllerConfig.path(path + "." + shown));
            }
        });
    }

    private void ignored(String path) {
        warn(path, "unknown here, and ignored; a newer release may know it");
    }

    private void warn(String path, String message) {
        warnings.add(new Warning(path, message));
    }

    private List<Warning> bounded() {
        int more = warnings.size() - MOST_WARNINGS;
        if (more <= 0) {
            return warnings;
        }
        List<Warning> first = new ArrayList<>(warnings.subList(0, MOST_WARNINGS));
        first.add(new Warning(ControllerConfig.CONFIG_MAP, more + " more fields are ignored"));
        return first;
    }

    private static boolean isNothing(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
