package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.rendering.naming.Containers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Finds what this node does not support of a pod, so that it is rejected instead of silently ignored. Fields that isolate, place
 * or download (security contexts, priorities, requests, preferences, pull secrets, DNS) have no meaning for a process on one
 * machine and are accepted.
 */
final class PodRequirements {
    private final List<String> refusals = new ArrayList<>();

    private PodRequirements() {}

    /** Each formatted as {@code path: found, allowed}. */
    static List<String> refusals(Pod pod) {
        PodRequirements requirements = new PodRequirements();
        requirements.check(pod.getSpec());
        return requirements.refusals;
    }

    private void check(PodSpec spec) {
        none("spec.initContainers", spec.getInitContainers());
        none("spec.ephemeralContainers", spec.getEphemeralContainers());
        none("spec.hostAliases", spec.getHostAliases());
        only("spec.restartPolicy", spec.getRestartPolicy(), "Always");
        absentOrFalse("spec.hostNetwork", spec.getHostNetwork());
        absentOrFalse("spec.hostPID", spec.getHostPID());
        absentOrFalse("spec.hostIPC", spec.getHostIPC());
        unknown("spec", spec.getAdditionalProperties());
        refusals.addAll(VolumeRequirements.refusals(spec.getVolumes()));
        spec.getContainers().stream()
                .filter(container -> container.getName().equals(Containers.MAIN))
                .findFirst()
                .ifPresentOrElse(
                        this::checkMain,
                        () -> refuse(
                                "spec.containers",
                                "no container " + Containers.MAIN,
                                "one of this name that runs nats-server"));
    }

    private void checkMain(Container main) {
        String path = "spec.containers[" + Containers.MAIN + "]";
        unknown(path, main.getAdditionalProperties());
        refusals.addAll(NatsCommand.refusals(path, main));
        checkProbe(path + ".startupProbe", main.getStartupProbe());
        checkProbe(path + ".readinessProbe", main.getReadinessProbe());
        checkProbe(path + ".livenessProbe", main.getLivenessProbe());
        none(path + ".volumeDevices", main.getVolumeDevices());
        for (VolumeMount mount : main.getVolumeMounts()) {
            String mountPath = path + ".volumeMounts[" + mount.getName() + "]";
            absent(mountPath + ".subPath", mount.getSubPath());
            absent(mountPath + ".subPathExpr", mount.getSubPathExpr());
            absent(mountPath + ".mountPropagation", mount.getMountPropagation());
        }
    }

    private void checkProbe(String path, Probe probe) {
        if (probe == null) {
            return;
        }
        if (probe.getHttpGet() == null) {
            refuse(path, "a probe without httpGet", "httpGet");
            return;
        }
        String scheme = probe.getHttpGet().getScheme();
        only(path + ".httpGet.scheme", scheme, "HTTP");
        absent(path + ".httpGet.host", probe.getHttpGet().getHost());
        none(path + ".httpGet.httpHeaders", probe.getHttpGet().getHttpHeaders());
    }

    private void none(String path, Collection<?> items) {
        if (items != null && !items.isEmpty()) {
            refuse(path, items.size() + " item(s)", "none");
        }
    }

    private void only(String path, String found, String allowed) {
        if (found != null && !found.equals(allowed)) {
            refuse(path, found, allowed);
        }
    }

    private void absent(String path, String found) {
        if (found != null && !found.isEmpty()) {
            refuse(path, found, "none");
        }
    }

    private void absentOrFalse(String path, Boolean found) {
        if (Boolean.TRUE.equals(found)) {
            refuse(path, "true", "false");
        }
    }

    private void unknown(String path, Map<String, Object> fields) {
        fields.keySet().forEach(field -> refuse(path + "." + field, "an unknown field", "none"));
    }

    private void refuse(String path, String found, String allowed) {
        refusals.add(path + ": found " + found + ", allowed: " + allowed);
    }
}
