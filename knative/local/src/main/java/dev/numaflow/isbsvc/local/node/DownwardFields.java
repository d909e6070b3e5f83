package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The downward API: values of the pod's own fields. */
record DownwardFields(Pod pod, String address, Machine machine) {
    private static final Pattern KEYED = Pattern.compile("metadata\\.(labels|annotations)\\['([^']*)'\\]");

    /** The value of a {@code fieldRef}. */
    String field(String path) {
        Matcher keyed = KEYED.matcher(path);
        if (keyed.matches()) {
            Map<String, String> map = keyed.group(1).equals("labels")
                    ? pod.getMetadata().getLabels()
                    : pod.getMetadata().getAnnotations();
            return map == null ? "" : map.getOrDefault(keyed.group(2), "");
        }
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" ->
                Objects.requireNonNullElse(pod.getSpec().getServiceAccountName(), "default");
            case "status.podIP", "status.podIPs" -> address;
            case "status.hostIP", "status.hostIPs" -> Node.HOST_ADDRESS;
            default ->
                throw new NotYet(
                        "CreateContainerConfigError",
                        "fieldRef.fieldPath: found " + path + ", allowed: a field of the pod");
        };
    }

    /** The value of a {@code resourceFieldRef}; an unset limit defaults to the machine's capacity. */
    String resource(ResourceFieldSelector selector, Container self) {
        Container container = selector.getContainerName() == null
                ? self
                : pod.getSpec().getContainers().stream()
                        .filter(other -> other.getName().equals(selector.getContainerName()))
                        .findFirst()
                        .orElse(self);
        BigDecimal divisor = selector.getDivisor() == null
                ? BigDecimal.ZERO
                : selector.getDivisor().getNumericalAmount();
        BigDecimal amount = amount(selector.getResource(), container);
        return divisor.signum() == 0
                ? amount.setScale(0, RoundingMode.CEILING).toPlainString()
                : amount.divide(divisor, 0, RoundingMode.CEILING).toPlainString();
    }

    private BigDecimal amount(String resource, Container container) {
        String[] path = resource.split("\\.", 2);
        Map<String, Quantity> stated = container.getResources() == null
                ? null
                : path[0].equals("limits")
                        ? container.getResources().getLimits()
                        : container.getResources().getRequests();
        if (stated != null && stated.containsKey(path[1])) {
            return stated.get(path[1]).getNumericalAmount();
        }
        if (path[0].equals("requests")) {
            return BigDecimal.ZERO;
        }
        return switch (path[1]) {
            case "memory" -> BigDecimal.valueOf(machine.memory());
            case "cpu" -> BigDecimal.valueOf(machine.processors());
            default ->
                throw new NotYet(
                        "CreateContainerConfigError",
                        "resourceFieldRef.resource: found " + resource
                                + ", allowed: limits or requests of memory or cpu");
        };
    }
}
