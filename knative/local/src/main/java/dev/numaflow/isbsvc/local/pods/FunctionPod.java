package dev.numaflow.isbsvc.local.pods;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.local.manifests.Document;
import dev.numaflow.isbsvc.local.manifests.FunctionService;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The pod that Knative Serving makes of a Knative Service, without its queue-proxy: the template as it is, and what Knative adds. */
final class FunctionPod {
    /** The label by which the pods of a Service are known. */
    static final String SERVICE = "serving.knative.dev/service";

    static final String CONTAINER = "user-container";
    static final int PORT = 8080;

    private FunctionPod() {}

    /** @param overrides what a function finds in its environment only on this machine */
    static Pod render(
            KubernetesSerialization types,
            FunctionService function,
            Document document,
            String name,
            Map<String, String> overrides) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(function.name().namespace())
                .addToLabels(SERVICE, function.name().name())
                .endMetadata()
                .withSpec(template(types, document))
                .editSpec()
                // An instance that ends is replaced by the next event's.
                .withRestartPolicy("Never")
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(function.timeout().toSeconds())
                .editFirstContainer()
                .withName(CONTAINER)
                // Knative gives an image by its digest, which needs no registry once it is there.
                .withImagePullPolicy("IfNotPresent")
                .addAllToEnv(environment(function, overrides))
                .addNewPort()
                .withName("user-port")
                .withContainerPort(PORT)
                .endPort()
                .endContainer()
                .endSpec()
                .build();
    }

    /** A Service's template has the fields of a pod, and two of Knative's own. */
    private static PodSpec template(KubernetesSerialization types, Document document) {
        ObjectNode spec = document.tree().at("/spec/template/spec").deepCopy();
        spec.remove(List.of("containerConcurrency", "timeoutSeconds"));
        return types.convertValue(spec, PodSpec.class);
    }

    private static List<EnvVar> environment(FunctionService function, Map<String, String> overrides) {
        List<EnvVar> all = new ArrayList<>();
        all.add(variable("PORT", Integer.toString(PORT)));
        all.add(variable("K_SERVICE", function.name().name()));
        overrides.forEach((name, value) -> all.add(variable(name, value)));
        return all;
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }
}
