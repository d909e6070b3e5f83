package dev.numaflow.isbsvc.local.rendered;

import dev.numaflow.isbsvc.testkit.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides what the templates of the Helm chart are: the texts of the manifests, with values in a few places. The values themselves are in
 * {@code values.yaml}, which people write.
 */
final class HelmTemplates {

    /** In no release of helm: it makes the namespace itself, and has values. */
    private static final List<String> LEFT_OUT = List.of("kustomization.yaml", "namespace.yaml", "names.yaml");

    /** Folders of manifests, and on which value each depends; empty for none. */
    private static final Map<String, String> FOLDERS = Map.of(
            "knative/manifests/crd", "crds.install",
            "knative/manifests/crd-pipelines", "crds.pipelines",
            "knative/manifests/admission", "",
            "knative/manifests/base", "",
            "knative/manifests/fence", "fence",
            "knative/manifests/monitoring", "monitoring",
            "knative/manifests/network-policies", "networkPolicies",
            "knative/manifests/overlays/one-namespace", "served.namespace",
            "knative/manifests/sender-identity", "senderIdentity",
            "triggers", "");

    private HelmTemplates() {}

    /** The text of each template, by its path in the chart. */
    static Map<String, String> all() {
        Map<String, String> templates = new TreeMap<>(Map.of("templates/_served.tpl", TemplateText.SERVED));
        FOLDERS.forEach((folder, value) -> {
            for (Path file : files(Repository.file(folder))) {
                String name = "templates/" + Path.of(folder).getFileName() + "/" + file.getFileName();
                templates.put(name, template(read(file), value));
            }
        });
        return templates;
    }

    private static String template(String manifest, String value) {
        String whole = TemplateText.of(manifest);
        return value.isEmpty() ? whole : "{{- if .Values." + value + " }}\n" + whole + "{{- end }}\n";
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !LEFT_OUT.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
