package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Pod;

/** Under which names a pod is found in a cluster. */
public record PodHost(String namespace, String name, String subdomain) {
    static PodHost of(Pod pod) {
        return new PodHost(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getSpec().getSubdomain());
    }

    /** The pod's own name; without a subdomain it has none that others could know. */
    public String host() {
        return subdomain == null ? name + "." + namespace + ".pod" : name + "." + service();
    }

    /** The name that stands for all pods of its headless Service. */
    public String service() {
        return subdomain + "." + namespace + ".svc";
    }
}
