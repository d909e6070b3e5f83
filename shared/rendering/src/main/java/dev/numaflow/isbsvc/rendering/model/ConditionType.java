package dev.numaflow.isbsvc.rendering.model;

/**
 * The conditions of a service. The first three are Numaflow's; the others are only ever True, because a condition that is False or
 * Unknown stops every pipeline that uses the service.
 */
public enum ConditionType {
    CONFIGURED("Configured"),
    DEPLOYED("Deployed"),
    CHILDREN_RESOURCES_HEALTHY("ChildrenResourcesHealthy"),
    CHANGES_HELD("ChangesHeld"),
    ANNOTATIONS_OBSERVED("AnnotationsObserved");

    private final String label;

    ConditionType(String label) {
        this.label = label;
    }

    /** The name in the status. */
    public String label() {
        return label;
    }
}
