package dev.numaflow.isbsvc.local.node;

import io.fabric8.kubernetes.api.model.Pod;

/** The DNS names of a pod in a cluster. */
public record PodHost(String namespace, String name, String subdomain) {
    static PodHost of(Pod pod) {
        return new PodHost(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                pod.getSpec().getSubdomain());
    }

    /** The pod's own name; without a subdomain it has none that others can resolve. */
    public String host() {
        return subdomain == null ? name + "." + namespace + ".pod" : name + "." + service();
    }

    /** The name of its headless Service, which resolves to all of its pods. */
    public String service() {
        return subdomain + "." + namespace + ".svc";
    }
}
