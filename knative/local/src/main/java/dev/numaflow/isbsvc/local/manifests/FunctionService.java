package dev.numaflow.isbsvc.local.manifests;

import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A Knative Service that runs one function: its container, concurrency, and the time without a request after which it stops. */
public record FunctionService(
        ObjectName name,
        String serviceAccount,
        String image,
        Map<String, String> env,
        long memoryBytes,
        int concurrency,
        Duration timeout,
        Duration window) {
    private static final String WINDOW = "autoscaling.knative.dev/window";

    static FunctionService read(Fields document) {
        ObjectName name = document.object("metadata", FunctionService::metadata);
        return document.object("spec", spec -> spec.object("template", template -> template(name, template)));
    }

    private static ObjectName metadata(Fields metadata) {
        metadata.object("labels", labels -> labels.only("networking.knative.dev/visibility", "cluster-local"));
        return ObjectName.of(metadata);
    }

    private static FunctionService template(ObjectName name, Fields template) {
        Duration window =
                template.object("metadata", metadata -> metadata.object("annotations", FunctionService::window));
        return template.object("spec", spec -> spec(name, window, spec));
    }

    private static Duration window(Fields annotations) {
        if (annotations.has("prometheus.io/scrape")) {
            // Metrics are read on request here.
            annotations
                    .only("prometheus.io/scrape", "true")
                    .only("prometheus.io/port", "8080")
                    .only("prometheus.io/path", "/metrics");
        }
        return annotations
                // One machine runs one process for a function.
                .only("autoscaling.knative.dev/max-scale", "1")
                .duration(WINDOW, FunctionService::goDuration, "a duration such as 30s, 500ms or 2m");
    }

    private static FunctionService spec(ObjectName name, Duration window, Fields spec) {
        List<Container> containers = spec.list("containers", Container::read);
        if (containers.size() != 1) {
            throw spec.place().field("containers").refuse(containers.size() + " containers", "one container");
        }
        Container container = containers.get(0);
        return new FunctionService(
                name,
                spec.text("serviceAccountName"),
                container.image(),
                container.env(),
                container.memoryBytes(),
                spec.integer("containerConcurrency"),
                Duration.ofSeconds(spec.integer("timeoutSeconds")),
                window);
    }

    private static Duration goDuration(String text) {
        String iso = text.endsWith("ms")
                ? "PT" + Double.parseDouble(text.substring(0, text.length() - 2)) / 1000 + "S"
                : "PT" + text;
        return Duration.parse(iso);
    }

    /** The one container: an image, plain environment variables, a memory limit, and what Pod Security {@code restricted} demands. */
    private record Container(String image, Map<String, String> env, long memoryBytes) {

        static Container read(Fields fields) {
            Map<String, String> env = fields.list("env", EnvironmentVariable::read).stream()
                    .collect(Collectors.toUnmodifiableMap(EnvironmentVariable::name, EnvironmentVariable::value));
            fields.optionalObject("securityContext", Container::restricted);
            return new Container(fields.text("image"), env, fields.object("resources", Container::memory));
        }

        /** A process of this machine has the rights of its user, which are no more than a function needs. */
        private static Fields restricted(Fields context) {
            context.object("capabilities", capabilities -> capabilities.only("drop", List.of("ALL")));
            context.object("seccompProfile", profile -> profile.only("type", "RuntimeDefault"));
            return context.only("runAsNonRoot", true)
                    .only("allowPrivilegeEscalation", false)
                    .only("readOnlyRootFilesystem", true);
        }

        private static long memory(Fields resources) {
            return resources.object("limits", limits -> Quantity.getAmountInBytes(Quantity.parse(limits.text("memory")))
                    .longValueExact());
        }
    }

    private record EnvironmentVariable(String name, String value) {

        static EnvironmentVariable read(Fields fields) {
            return new EnvironmentVariable(fields.text("name"), fields.text("value"));
        }
    }
}
