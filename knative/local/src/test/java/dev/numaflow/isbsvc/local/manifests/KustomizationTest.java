package dev.numaflow.isbsvc.local.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KustomizationTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeBase() throws IOException {
        write("base/kustomization.yaml", "resources: [object.yaml]");
        write(
                "base/object.yaml",
                """
                apiVersion: example.org/v1
                kind: Thing
                metadata: {name: one, labels: {keep: "1", drop: "2"}}
                spec: {list: [a, b]}
                """);
    }

    @Test
    void mergesMapsAndRemovesNulls() throws IOException {
        assertThat(patched(
                                "{metadata: {name: one, labels: {drop: null, more: '3'}}, apiVersion: example.org/v1, kind: Thing}")
                        .at("/metadata/labels")
                        .toString())
                .isEqualTo("{\"keep\":\"1\",\"more\":\"3\"}");
    }

    @Test
    void appliesJsonPatchesToWhatTheTargetFits() throws IOException {
        assertThat(overlay("target: {kind: Thing}\n    patch: '[{op: replace, path: /spec/list/0, value: c}]'")
                        .get(0)
                        .tree()
                        .at("/spec/list/0")
                        .textValue())
                .isEqualTo("c");
    }

    @Test
    void refusesToMergeLists() {
        assertThatThrownBy(() ->
                        patched("{apiVersion: example.org/v1, kind: Thing, metadata: {name: one}, spec: {list: [c]}}"))
                .isInstanceOf(RefusedManifest.class)
                .hasMessageContaining("spec.list");
    }

    @Test
    void refusesAPatchThatFitsNothing() {
        assertThatThrownBy(() -> overlay("target: {kind: Other}\n    patch: '[]'"))
                .isInstanceOf(RefusedManifest.class)
                .hasMessageContaining("patches[0].target");
    }

    @Test
    void refusesOtherFeaturesOfKustomize() throws IOException {
        write("overlay/kustomization.yaml", "namePrefix: a-\nresources: [../base]");
        assertThatThrownBy(() -> Kustomization.build(folder.resolve("overlay")))
                .hasMessageContaining("namePrefix")
                .hasMessageContaining("patches, resources");
    }

    private JsonNode patched(String merge) throws IOException {
        return overlay("patch: \"" + merge + "\"").get(0).tree();
    }

    private List<Document> overlay(String patch) throws IOException {
        write("overlay/kustomization.yaml", "resources: [../base]\npatches:\n  - " + patch + "\n");
        return Kustomization.build(folder.resolve("overlay"));
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                name.endsWith("kustomization.yaml")
                        ? "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n" + content
                        : content);
    }
}
