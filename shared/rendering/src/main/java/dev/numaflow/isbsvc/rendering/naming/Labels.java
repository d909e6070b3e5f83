package dev.numaflow.isbsvc.rendering.naming;

import java.util.Map;

/** The labels that all objects of a service carry, and by which its StatefulSet and Service select pods. */
public final class Labels {

    public static final String PART_OF = "app.kubernetes.io/part-of";
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String COMPONENT = "app.kubernetes.io/component";
    public static final String SERVICE_NAME = "numaflow.numaproj.io/isbsvc-name";
    public static final String SERVICE_TYPE = "numaflow.numaproj.io/isbsvc-type";

    private Labels() {}

    public static Map<String, String> of(Names names) {
        return Map.of(
                PART_OF, "numaflow",
                MANAGED_BY, "isbsvc-controller",
                COMPONENT, "isbsvc",
                SERVICE_NAME, names.service(),
                SERVICE_TYPE, "jetstream");
    }
}
