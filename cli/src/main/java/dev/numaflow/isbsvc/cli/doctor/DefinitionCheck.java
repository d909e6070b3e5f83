package dev.numaflow.isbsvc.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.rendering.health.ObjectConditions;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Checks whether the cluster serves the required kinds: services, and the Pipelines that use them. */
final class DefinitionCheck implements Check {

    private static final String TITLE = "resource definitions";
    private static final String NUMAFLOW =
            "install Numaflow, or its definitions alone: kubectl apply -k knative/manifests/crd-pipelines";

    private final Api api;

    DefinitionCheck(Api api) {
        this.api = api;
    }

    @Override
    public List<Finding> inspect() {
        String own = "kubectl apply -k knative/manifests/crd";
        return Stream.of(
                        inspect(Kinds.SERVICES, Finding.problem(TITLE, "", own)),
                        inspect(Kinds.PIPELINES, Finding.problem(TITLE, "", NUMAFLOW)),
                        inspect(Kinds.SERVING_PIPELINES, Finding.warning(TITLE, "", NUMAFLOW)))
                .toList();
    }

    /** @param bad level and advice where the kind is not served */
    private Finding inspect(String plural, Finding bad) {
        String name = plural + "." + Kinds.GROUP;
        String path = new ApiKind("apiextensions.k8s.io/v1", "CustomResourceDefinition", null).path(name);
        Reached<JsonNode> definition = api.get(path);
        if (!definition.came()) {
            return new Finding(TITLE, bad.level(), name + ": " + definition.why(), bad.todo());
        }
        boolean served = StreamSupport.stream(
                        definition.value().at("/spec/versions").spliterator(), false)
                .anyMatch(version ->
                        Kinds.API_VERSION.endsWith("/" + version.path("name").asText())
                                && version.path("served").asBoolean());
        boolean established = ObjectConditions.isTrue(definition.value(), "Established");
        return served && established
                ? Finding.ok(TITLE, name + " is served")
                : new Finding(
                        TITLE,
                        bad.level(),
                        name + (served ? " is not Established" : " does not serve " + Kinds.API_VERSION),
                        "kubectl describe crd " + name);
    }
}
