package dev.numaflow.isbsvc.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.status.Release;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Checks whether Numaflow's own controller runs, and cannot write the objects of services. */
final class NumaflowCheck implements Check {

    /** The policy that prevents Numaflow's controller from overwriting our children. */
    static final String FENCE = "fence Numaflow's controller off: kubectl apply -k knative/manifests/fence";

    private static final String TITLE = "Numaflow's controller";
    private static final int MOST_NAMED = 5;
    private static final ApiKind SERVICES = new ApiKind(Kinds.API_VERSION, Kinds.SERVICE, null);
    private static final String NAMESPACE = "numaflow-system";
    private static final String CONTROLLER = "numaflow-controller";
    private static final String ACCOUNT = "numaflow-sa";
    private static final String ADMISSION = "admissionregistration.k8s.io/v1";

    private final Api api;

    NumaflowCheck(Api api) {
        this.api = api;
    }

    @Override
    public List<Finding> inspect() {
        String path = new ApiKind("apps/v1", "Deployment", NAMESPACE).path(CONTROLLER);
        Reached<JsonNode> controller = api.get(path);
        if (!controller.came()) {
            return List.of(
                    List.of(Api.NOT_THERE, Api.NOT_SERVED).contains(controller.why())
                            ? Finding.ok(TITLE, "is not in " + NAMESPACE)
                            : Finding.warning(
                                    TITLE,
                                    controller.why(),
                                    "run doctor as somebody who may get deployments in " + NAMESPACE));
        }
        Reached<List<JsonNode>> policies = api.list(new ApiKind(ADMISSION, "ValidatingAdmissionPolicy", null));
        Reached<List<JsonNode>> bindings = api.list(new ApiKind(ADMISSION, "ValidatingAdmissionPolicyBinding", null));
        boolean fenced = policies.came() && bindings.came() && fences(policies.value(), bindings.value());
        if (!fenced) {
            return List.of(Finding.warning(TITLE, "runs in " + NAMESPACE + " and no fence is known", FENCE));
        }
        List<String> nobodys = nobodys();
        return List.of(
                nobodys.isEmpty()
                        ? Finding.ok(TITLE, "runs beside us and is fenced off" + deletes())
                        : Finding.warning(
                                TITLE,
                                "is left " + named(nobodys) + ", and the fence keeps it from making the StatefulSet",
                                "remove the annotation " + Annotations.RELEASE + " from each, or the fence"));
    }

    /** Of which services its Jobs delete streams by name, because their users ask for it. */
    private String deletes() {
        Reached<List<JsonNode>> services = api.list(SERVICES);
        List<String> open = services.came()
                ? services.value().stream()
                        .filter(service -> ObjectMetas.annotation(service, Annotations.GUARD_DELETION)
                                .equals("false"))
                        .map(NumaflowCheck::name)
                        .sorted()
                        .toList()
                : List.of();
        return open.isEmpty() ? "" : "; its Jobs delete streams of " + named(open) + " whether they are drained or not";
    }

    private static String named(List<String> services) {
        return String.join(", ", services.subList(0, Math.min(services.size(), MOST_NAMED)))
                + (services.size() > MOST_NAMED ? " and " + (services.size() - MOST_NAMED) + " more" : "");
    }

    private static String name(JsonNode service) {
        return service.at("/metadata/namespace").asText() + "/"
                + service.at("/metadata/name").asText();
    }

    /** Services that are left to it and have no StatefulSet; none where that cannot be read, which other checks say. */
    private List<String> nobodys() {
        Reached<List<JsonNode>> services = api.list(SERVICES);
        Reached<List<JsonNode>> sets = api.metadata(new ApiKind("apps/v1", "StatefulSet", null), Labels.SERVICE_NAME);
        if (!services.came() || !sets.came()) {
            return List.of();
        }
        Set<String> served = sets.value().stream()
                .map(set -> set.at("/metadata/namespace").asText() + "/" + ObjectMetas.label(set, Labels.SERVICE_NAME))
                .collect(Collectors.toSet());
        return services.value().stream()
                .filter(Release::isDone)
                .map(NumaflowCheck::name)
                .filter(service -> !served.contains(service))
                .sorted()
                .toList();
    }

    private static boolean fences(List<JsonNode> policies, List<JsonNode> bindings) {
        return policies.stream()
                .filter(policy -> policy.path("spec").toString().contains(ACCOUNT))
                .map(policy -> policy.at("/metadata/name").asText())
                .anyMatch(name -> denies(bindings, name));
    }

    private static boolean denies(List<JsonNode> bindings, String policy) {
        return bindings.stream()
                .filter(binding -> binding.at("/spec/policyName").asText().equals(policy))
                .flatMap(binding -> Stream.of(binding.at("/spec/validationActions")))
                .anyMatch(actions -> actions.toString().contains("Deny"));
    }
}
