package dev.numaflow.isbsvc.rendering.naming;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of everything that belongs to one service, exactly as Numaflow chooses them.
 *
 * @param namespace where the service lives
 * @param service the name of the InterStepBufferService
 */
public record Names(String namespace, String service) {

    public String statefulSet() {
        return "isbsvc-" + service + "-js";
    }

    public String headlessService() {
        return statefulSet() + "-svc";
    }

    public String configMap() {
        return statefulSet() + "-config";
    }

    /** The ConfigMap of ours that says whose the streams are, where the servers cannot keep that themselves. */
    public String ownersConfigMap() {
        return statefulSet() + "-owners";
    }

    public String serverSecret() {
        return statefulSet() + "-server";
    }

    public String clientSecret() {
        return statefulSet() + "-client-auth";
    }

    /** The Secret of ours that outlives the service's other objects: the encryption key alone. */
    public String keySecret() {
        return statefulSet() + "-key";
    }

    /** The template's name; the claims are {@code <this>-<pod>}. */
    public String claimTemplate() {
        return statefulSet() + "-vol";
    }

    public String podDisruptionBudget() {
        return statefulSet() + "-pdb";
    }

    public String pod(int ordinal) {
        return statefulSet() + "-" + ordinal;
    }

    public List<String> pods(int replicas) {
        return IntStream.range(0, replicas).mapToObj(this::pod).toList();
    }

    /** The name under which the cluster's DNS knows all nodes. */
    public String serviceHost() {
        return headlessService() + "." + namespace + ".svc";
    }

    /** The name under which the cluster's DNS knows one node. */
    public String podHost(int ordinal) {
        return pod(ordinal) + "." + serviceHost();
    }

    /** What pipelines connect to. */
    public String clientUrl() {
        return "nats://" + serviceHost() + ":" + Ports.CLIENT;
    }

    @Override
    public String toString() {
        return namespace + "/" + service;
    }
}
