package dev.numaflow.isbsvc.rendering.naming;

/** Numaflow's API group and the kinds of it that are used here. */
public final class Kinds {

    public static final String GROUP = "numaflow.numaproj.io";
    public static final String API_VERSION = GROUP + "/v1alpha1";

    public static final String SERVICE = "InterStepBufferService";
    public static final String SERVICES = "interstepbufferservices";
    public static final String PIPELINE = "Pipeline";
    public static final String PIPELINES = "pipelines";
    public static final String SERVING_PIPELINE = "ServingPipeline";
    public static final String SERVING_PIPELINES = "servingpipelines";

    /** Keeps a service until its children are gone; the same as Numaflow's. */
    public static final String FINALIZER = GROUP + "/isbsvc-controller";

    /** Kubernetes': while it is set, the garbage collector deletes all children of the object, including recreated ones. */
    public static final String FOREGROUND_DELETION = "foregroundDeletion";

    private Kinds() {}
}
