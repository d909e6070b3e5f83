package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.ApiVisitor;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A type of the API server whose objects can own or be owned. */
record ServedType(String group, String version, String plural, String kind, boolean namespaced) {
    /** Events refer to objects but are never owned; other types can be listed, watched and deleted. */
    private static final Set<String> LEFT_OUT = Set.of("events");

    /** All types that the server serves now. */
    static Set<ServedType> all(KubernetesClient client) {
        Set<ServedType> types = new LinkedHashSet<>();
        client.visitResources(new ApiVisitor() {
            @Override
            public ApiVisitResult visitResource(
                    String group,
                    String version,
                    APIResource resource,
                    MixedOperation<
                                    GenericKubernetesResource,
                                    GenericKubernetesResourceList,
                                    Resource<GenericKubernetesResource>>
                            operation) {
                if (!resource.getName().contains("/")
                        && !LEFT_OUT.contains(resource.getName())
                        && resource.getVerbs().containsAll(List.of("list", "watch", "delete"))) {
                    types.add(new ServedType(
                            group, version, resource.getName(), resource.getKind(), resource.getNamespaced()));
                }
                return ApiVisitResult.CONTINUE;
            }
        });
        return types;
    }

    MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            resources(KubernetesClient client) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withPlural(plural)
                .withKind(kind)
                .withNamespaced(namespaced)
                .build());
    }

    /** The live object of that name. */
    Optional<GenericKubernetesResource> live(KubernetesClient client, String namespace, String name) {
        return Optional.ofNullable(
                namespaced
                        ? resources(client)
                                .inNamespace(namespace)
                                .withName(name)
                                .get()
                        : resources(client).withName(name).get());
    }

    boolean is(String apiVersion, String kind) {
        return kind.equals(this.kind) && apiVersion.equals(group.isEmpty() ? version : group + "/" + version);
    }
}
