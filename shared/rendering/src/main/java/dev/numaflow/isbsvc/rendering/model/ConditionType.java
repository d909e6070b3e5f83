package dev.numaflow.isbsvc.rendering.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * The conditions of a service. The first three are Numaflow's; the others are absent or True, because a condition that is False or
 * Unknown stops every pipeline that uses the service. They are what a later reconcile has to know: nothing is read from a message
 * for users.
 */
public enum ConditionType {
    CONFIGURED("Configured"),
    DEPLOYED("Deployed"),
    CHILDREN_RESOURCES_HEALTHY("ChildrenResourcesHealthy"),
    CHANGES_HELD("ChangesHeld"),
    STEPS_PENDING("StepsPending"),
    CREDENTIALS_ROTATING("CredentialsRotating"),
    TLS_SWITCHING("TlsSwitching"),
    CERTIFICATES_OBSERVED("CertificatesObserved"),
    ANNOTATIONS_OBSERVED("AnnotationsObserved"),
    NOT_CONFIRMED("NotConfirmed"),
    NODES_MISSING("NodesMissing"),
    PEERS_OFFLINE("PeersOffline"),
    DISK_ALMOST_FULL("DiskAlmostFull"),
    CONSUMERS_AHEAD("ConsumersAhead"),
    CONFIGURATION_NOT_TAKEN("ConfigurationNotTaken"),
    DELETION_REFUSED("DeletionRefused");

    /** What is recorded of a service that serves: a doubt, and each kind of degradation. */
    public static final Set<ConditionType> OF_HEALTH = EnumSet.range(NOT_CONFIRMED, CONFIGURATION_NOT_TAKEN);

    private final String label;

    ConditionType(String label) {
        this.label = label;
    }

    /** The name in the status. */
    public String label() {
        return label;
    }
}
