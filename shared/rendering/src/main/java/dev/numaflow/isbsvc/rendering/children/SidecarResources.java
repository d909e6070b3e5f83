package dev.numaflow.isbsvc.rendering.children;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;

/** The default resources of a sidecar, so that namespaces with a quota accept the pods. */
final class SidecarResources {

    static final ResourceRequirements REQUESTS = new ResourceRequirementsBuilder()
            .addToRequests("cpu", new Quantity("10m"))
            .addToRequests("memory", new Quantity("32Mi"))
            .build();

    private SidecarResources() {}
}
