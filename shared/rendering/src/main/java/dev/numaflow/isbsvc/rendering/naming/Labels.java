package dev.numaflow.isbsvc.rendering.naming;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The labels that all objects of a service carry, and by which its StatefulSet and Service select pods. */
public final class Labels {

    public static final String PART_OF = "app.kubernetes.io/part-of";
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    public static final String COMPONENT = "app.kubernetes.io/component";
    public static final String SERVICE_NAME = "numaflow.numaproj.io/isbsvc-name";
    public static final String SERVICE_TYPE = "numaflow.numaproj.io/isbsvc-type";

    /** On what belongs to the copy of a service's data: its name. Nobody takes that for one of its nodes. */
    public static final String COPY_OF = "isbsvc.numaflow.numaproj.io/copy-of";

    /** All of them; only this operator sets them on its objects. */
    public static final Set<String> KEYS = Set.of(PART_OF, MANAGED_BY, COMPONENT, SERVICE_NAME, SERVICE_TYPE, COPY_OF);

    private Labels() {}

    /** In a fixed order, so that rendering returns the same bytes every time. */
    public static Map<String, String> of(Names names) {
        Map<String, String> labels = new TreeMap<>();
        labels.put(PART_OF, "numaflow");
        labels.put(MANAGED_BY, "isbsvc-controller");
        labels.put(COMPONENT, "isbsvc");
        labels.put(names.copy() ? COPY_OF : SERVICE_NAME, names.isbsvcName());
        labels.put(SERVICE_TYPE, "jetstream");
        return labels;
    }

    /** The selector of all objects of a service, also of those whose other labels somebody has changed. */
    public static String selector(Names names) {
        return (names.copy() ? COPY_OF : SERVICE_NAME) + "=" + names.isbsvcName();
    }
}
