package dev.numaflow.isbsvc.local.knative;

import dev.numaflow.isbsvc.local.apply.ClusterObjects;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Defines Knative's types on the API server. Where Knative is installed, its own definitions stay unchanged. */
final class KnativeTypes {
    private static final String STAND_IN = Annotations.DOMAIN + "stand-in";
    private static final List<ObjectType> TYPES = List.of(
            new ObjectType("eventing.knative.dev/v1", "Broker"),
            new ObjectType("eventing.knative.dev/v1", "Trigger"),
            new ObjectType("sources.knative.dev/v1", "ApiServerSource"),
            new ObjectType("sources.knative.dev/v1", "PingSource"),
            new ObjectType("serving.knative.dev/v1", "Service"));

    private final KubernetesClient client;

    KnativeTypes(KubernetesClient client) {
        this.client = client;
    }

    /** Defines the missing types; returns our own ones, whose objects are run by stand-ins. */
    Set<ObjectType> define() {
        Set<ObjectType> ours =
                TYPES.parallelStream().filter(this::isOursOrAbsent).collect(Collectors.toSet());
        ours.parallelStream().forEach(this::define);
        return ours;
    }

    private boolean isOursOrAbsent(ObjectType type) {
        CustomResourceDefinition there = definitions(type).get();
        return there == null
                || there.getMetadata().getLabels() != null
                        && there.getMetadata().getLabels().containsKey(STAND_IN);
    }

    private void define(ObjectType type) {
        if (definitions(type).get() == null) {
            client.resource(definition(type)).create();
        }
        new ClusterObjects(client).awaitEstablished(name(type));
    }

    private Resource<CustomResourceDefinition> definitions(ObjectType type) {
        return client.apiextensions().v1().customResourceDefinitions().withName(name(type));
    }

    private static String name(ObjectType type) {
        return type.plural() + "." + type.group();
    }

    private static CustomResourceDefinition definition(ObjectType type) {
        return new CustomResourceDefinitionBuilder()
                .withNewMetadata()
                .withName(name(type))
                .addToLabels(STAND_IN, "true")
                .endMetadata()
                .withNewSpec()
                .withGroup(type.group())
                .withScope("Namespaced")
                .withNewNames()
                .withKind(type.kind())
                .withListKind(type.kind() + "List")
                .withPlural(type.plural())
                .withSingular(type.kind().toLowerCase(Locale.ROOT))
                .endNames()
                .addNewVersion()
                .withName(type.version())
                .withServed(true)
                .withStorage(true)
                .withNewSubresources()
                .withNewStatus()
                .endStatus()
                .endSubresources()
                .withNewSchema()
                .withOpenAPIV3Schema(anything())
                .endSchema()
                .endVersion()
                .endSpec()
                .build();
    }

    private static JSONSchemaProps anything() {
        JSONSchemaProps open = new JSONSchemaPropsBuilder()
                .withType("object")
                .withXKubernetesPreserveUnknownFields(true)
                .build();
        return new JSONSchemaPropsBuilder()
                .withType("object")
                .addToProperties("spec", open)
                .addToProperties("status", open)
                .build();
    }
}
