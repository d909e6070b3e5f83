package dev.numaflow.isbsvc.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks whether the sources' adapters were started after the Pipelines' types were defined. An adapter that finds a type undefined never
 * watches it, and its source is Ready nevertheless.
 */
final class AdapterCheck implements Check {

    private static final String TITLE = "adapters of the sources";
    private static final String ADAPTERS = "eventing.knative.dev/source=apiserver-source-controller";
    private static final ApiKind DEFINITIONS = new ApiKind("apiextensions.k8s.io/v1", "CustomResourceDefinition", null);

    private final Api api;
    private final String namespace;

    AdapterCheck(Api api, String namespace) {
        this.api = api;
        this.namespace = namespace;
    }

    @Override
    public List<Finding> inspect() {
        Reached<List<JsonNode>> pods = api.list(new ApiKind("v1", "Pod", namespace), ADAPTERS);
        if (!pods.came()) {
            return List.of(
                    Finding.warning(TITLE, pods.why(), "run doctor as somebody who may list pods in " + namespace));
        }
        List<Finding> late = Stream.of(Kinds.PIPELINES, Kinds.SERVING_PIPELINES)
                .map(plural -> api.get(DEFINITIONS.path(plural + "." + Kinds.GROUP)))
                .filter(Reached::came)
                .map(Reached::value)
                .flatMap(definition -> late(definition, pods.value()).stream())
                .toList();
        return late.isEmpty() ? List.of(Finding.ok(TITLE, "none started before Pipelines were defined")) : late;
    }

    private Optional<Finding> late(JsonNode definition, List<JsonNode> pods) {
        Instant defined =
                Instant.parse(definition.at("/metadata/creationTimestamp").asText());
        boolean startedBefore = pods.stream().anyMatch(pod -> started(pod).isBefore(defined));
        return startedBefore
                ? Optional.of(Finding.problem(
                        TITLE,
                        "one started before " + definition.at("/metadata/name").asText()
                                + " was defined, so it sends no event about them",
                        "kubectl -n " + namespace + " delete pods -l " + ADAPTERS))
                : Optional.empty();
    }

    /** When its container started last; of one that does not run, when the pod was created. */
    private static Instant started(JsonNode pod) {
        String running =
                pod.at("/status/containerStatuses/0/state/running/startedAt").asText();
        return Instant.parse(
                running.isEmpty() ? pod.at("/metadata/creationTimestamp").asText() : running);
    }
}
