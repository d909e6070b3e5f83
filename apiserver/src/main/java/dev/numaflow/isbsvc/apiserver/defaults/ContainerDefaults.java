package dev.numaflow.isbsvc.apiserver.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Defaults of a container. */
final class ContainerDefaults {
    private ContainerDefaults() {}

    static void apply(ObjectNode container) {
        Absent.text(container, "terminationMessagePath", "/dev/termination-log");
        Absent.text(container, "terminationMessagePolicy", "File");
        Absent.text(container, "imagePullPolicy", latest(container.path("image").asText()) ? "Always" : "IfNotPresent");
        container.path("ports").forEach(each -> Absent.text((ObjectNode) each, "protocol", "TCP"));
        for (String probe : new String[] {"livenessProbe", "readinessProbe", "startupProbe"}) {
            if (container.get(probe) instanceof ObjectNode object) {
                probe(object);
            }
        }
        for (String hook : new String[] {"postStart", "preStop"}) {
            http(container.path("lifecycle").path(hook).get("httpGet"));
        }
        container.path("env").forEach(each -> environment(each.path("valueFrom")));
    }

    private static boolean latest(String image) {
        String name = image.substring(image.lastIndexOf('/') + 1);
        return !name.contains("@") && (!name.contains(":") || name.endsWith(":latest"));
    }

    private static void probe(ObjectNode probe) {
        Absent.positive(probe, "timeoutSeconds", 1);
        Absent.positive(probe, "periodSeconds", 10);
        Absent.positive(probe, "successThreshold", 1);
        Absent.positive(probe, "failureThreshold", 3);
        http(probe.get("httpGet"));
        if (probe.get("grpc") instanceof ObjectNode grpc && !grpc.has("service")) {
            grpc.put("service", "");
        }
    }

    private static void http(JsonNode action) {
        if (action instanceof ObjectNode object) {
            Absent.text(object, "path", "/");
            Absent.text(object, "scheme", "HTTP");
        }
    }

    private static void environment(JsonNode source) {
        if (source.get("fieldRef") instanceof ObjectNode field) {
            Absent.text(field, "apiVersion", "v1");
        }
        if (source.get("resourceFieldRef") instanceof ObjectNode resource) {
            Absent.text(resource, "divisor", "0");
        }
    }
}
