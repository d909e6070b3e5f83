package dev.numaflow.isbsvc.rendering.status;

/** The reason of a Kubernetes Event, and whether it is a Warning. */
public enum Reason {
    DEPLOYED("Deployed", Level.NORMAL),
    UPDATED("Updated", Level.NORMAL),
    CREDENTIALS_REPLACED("CredentialsReplaced", Level.WARNING),
    INVALID_SPEC("InvalidSpec", Level.WARNING),
    NOT_RECOMMENDED("NotRecommended", Level.WARNING),
    DEPLOY_FAILED("DeployFailed", Level.WARNING),
    CHANGES_HELD("ChangesHeld", Level.WARNING),
    STEP_TAKEN("StepTaken", Level.NORMAL),
    STEP_WAITS("StepWaits", Level.NORMAL),
    STEPS_FINISHED("StepsFinished", Level.NORMAL),
    CREDENTIALS_ROTATED("CredentialsRotated", Level.NORMAL),
    TLS_SWITCHED("TlsSwitched", Level.NORMAL),
    CERTIFICATES_RENEWED("CertificatesRenewed", Level.NORMAL),
    TLS_SECRET_REFUSED("TlsSecretRefused", Level.WARNING),
    RELEASED("Released", Level.NORMAL),
    BUFFER_CONFIG_CHANGED("BufferConfigChanged", Level.NORMAL),
    ENCRYPTION_REFUSED("EncryptionRefused", Level.WARNING),
    DELETION_REFUSED("DeletionRefused", Level.WARNING),
    CONTROLLER_CONFIG_UNREADABLE("ControllerConfigUnreadable", Level.WARNING),
    DEGRADED("Degraded", Level.WARNING),
    QUORUM_LOST("QuorumLost", Level.WARNING),
    SERVICE_NOT_FOUND("ServiceNotFound", Level.WARNING),
    INVALID_PIPELINE("InvalidPipeline", Level.WARNING),
    BUFFERS_CREATED("BuffersCreated", Level.NORMAL),
    BUFFERS_REPAIRED("BuffersRepaired", Level.NORMAL),
    BUFFERS_ADOPTED("BuffersAdopted", Level.NORMAL),
    BUFFER_DELETION_PENDING("BufferDeletionPending", Level.NORMAL),
    BUFFER_DELETION_HELD("BufferDeletionHeld", Level.WARNING),
    BUFFERS_REMOVED("BuffersRemoved", Level.NORMAL),
    BUFFERS_REFUSED("BuffersRefused", Level.WARNING),
    BUFFERS_DRIFTED("BuffersDrifted", Level.WARNING),
    BUFFERS_FAILED("BuffersFailed", Level.WARNING),
    EVENT_UNDELIVERED("EventUndelivered", Level.WARNING),
    NOT_EXAMINED("NotExamined", Level.WARNING);

    private enum Level {
        NORMAL("Normal"),
        WARNING("Warning");

        private final String label;

        Level(String label) {
            this.label = label;
        }
    }

    private final String label;
    private final Level level;

    Reason(String label, Level level) {
        this.label = label;
        this.level = level;
    }

    /** The reason as written in the Event. */
    public String label() {
        return label;
    }

    /** Normal or Warning. */
    public String type() {
        return level.label;
    }
}
