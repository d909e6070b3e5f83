package dev.numaflow.isbsvc.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StrategicMergePatchTest {
    private static final Schema POD =
            new Types().find("", "v1", "pods").orElseThrow().schema();

    private static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) new YAMLMapper().readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertPatched(String target, String patch, String expected) {
        assertThat(StrategicMergePatch.apply(yaml(target), yaml(patch), POD)).isEqualTo(yaml(expected));
    }

    @Test
    void mergesItemsWithTheSameKey() {
        assertPatched(
                "{spec: {containers: [{name: a, image: x, args: [1]}, {name: b}]}}",
                "{spec: {containers: [{name: a, args: [2]}, {name: c}]}}",
                "{spec: {containers: [{name: a, image: x, args: [2]}, {name: b}, {name: c}]}}");
    }

    @Test
    void deletesItems() {
        assertPatched(
                "{spec: {containers: [{name: a}, {name: b}]}}",
                "{spec: {containers: [{name: a, $patch: delete}]}}",
                "{spec: {containers: [{name: b}]}}");
    }

    @Test
    void retainsOnlyTheKeysItIsGiven() {
        assertPatched(
                "{spec: {volumes: [{name: v, emptyDir: {}}]}}",
                "{spec: {volumes: [{name: v, $retainKeys: [name, secret], secret: {secretName: s}}]}}",
                "{spec: {volumes: [{name: v, secret: {secretName: s}}]}}");
    }

    @Test
    void ordersAsItIsGiven() {
        assertPatched(
                "{spec: {containers: [{name: a}, {name: x}, {name: b}]}}",
                "{spec: {$setElementOrder/containers: [{name: b}, {name: a}], containers: [{name: b, image: i}]}}",
                "{spec: {containers: [{name: b, image: i}, {name: x}, {name: a}]}}");
    }

    @Test
    void mergesListsOfPlainValuesAndDeletesFromThem() {
        assertPatched(
                "{metadata: {finalizers: [a]}}", "{metadata: {finalizers: [b]}}", "{metadata: {finalizers: [a, b]}}");
        assertPatched(
                "{metadata: {finalizers: [a, b]}}",
                "{metadata: {$deleteFromPrimitiveList/finalizers: [a]}}",
                "{metadata: {finalizers: [b]}}");
    }

    @Test
    void refusesADirectiveItDoesNotKnow() {
        assertThatThrownBy(() -> StrategicMergePatch.apply(yaml("{}"), yaml("{spec: {$patch: turn}}"), POD))
                .hasMessageContaining("turn");
    }
}
