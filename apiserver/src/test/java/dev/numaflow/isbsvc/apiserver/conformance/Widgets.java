package dev.numaflow.isbsvc.apiserver.conformance;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.concurrent.TimeUnit;

/** A custom resource that uses everything of a schema that ours may use. */
final class Widgets {
    static final String GROUP_VERSION = "conformance.isbsvc.dev/v1";
    static final String PLURAL = "widgets";
    private static final long ESTABLISHED_SECONDS = 30;

    private Widgets() {}

    static void define(KubernetesClient client) {
        Resource<CustomResourceDefinition> definition = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .load(Widgets.class.getResourceAsStream("crd/widgets.yaml"));
        definition.create();
        definition.waitUntilCondition(
                live -> live.getStatus() != null
                        && live.getStatus().getConditions() != null
                        && live.getStatus().getConditions().stream()
                                .anyMatch(each -> each.getType().equals("Established")
                                        && each.getStatus().equals("True")),
                ESTABLISHED_SECONDS,
                TimeUnit.SECONDS);
    }

    static String yaml(String name, String spec) {
        return "{apiVersion: " + GROUP_VERSION + ", kind: Widget, metadata: {name: " + name + "}, spec: " + spec + "}";
    }
}
