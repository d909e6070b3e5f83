package dev.numaflow.isbsvc.rendering.naming;

import java.util.List;

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

    /** Keeps a service until its children are gone. No other controller knows it, so a deletion waits for it whoever else runs. */
    public static final String FINALIZER = Annotations.DOMAIN + "deletion";

    /** Numaflow's, which stands beside ours for those who look for it; its controller removes it as soon as a service is deleted. */
    public static final String NUMAFLOWS_FINALIZER = GROUP + "/isbsvc-controller";

    /** What a service has while it is not being deleted. */
    public static final List<String> FINALIZERS = List.of(NUMAFLOWS_FINALIZER, FINALIZER);

    /** Kubernetes': while it is set, the garbage collector deletes all children of the object, including recreated ones. */
    public static final String FOREGROUND_DELETION = "foregroundDeletion";

    /**
     * Ours on a claim that is deleted with its node: until the StatefulSet controller has seen from which template the next pod is to be, none
     * can be made.
     */
    public static final String CLAIM_FINALIZER = "isbsvc.numaflow.numaproj.io/encryption";

    private Kinds() {}
}
