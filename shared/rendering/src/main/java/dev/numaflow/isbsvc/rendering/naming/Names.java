package dev.numaflow.isbsvc.rendering.naming;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of everything that belongs to one service, exactly as Numaflow chooses them.
 *
 * @param namespace the namespace of the service
 * @param isbsvcName the name of the InterStepBufferService
 */
public record Names(String namespace, String isbsvcName) {

    public String statefulSet() {
        return "isbsvc-" + isbsvcName + "-js";
    }

    public String headlessService() {
        return statefulSet() + "-svc";
    }

    public String configMap() {
        return statefulSet() + "-config";
    }

    /** The ConfigMap that records the owners of streams, where the servers cannot store them. */
    public String ownersConfigMap() {
        return statefulSet() + "-owners";
    }

    public String serverSecret() {
        return statefulSet() + "-server";
    }

    public String clientSecret() {
        return statefulSet() + "-client-auth";
    }

    /** The Secret that outlives the service's other objects, with the encryption key and the credentials of clients. */
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

    /** The DNS name of all nodes. */
    public String serviceHost() {
        return headlessService() + "." + namespace + ".svc";
    }

    /** The DNS name of one node. */
    public String podHost(int ordinal) {
        return pod(ordinal) + "." + serviceHost();
    }

    /** The URL that pipelines connect to. */
    public String clientUrl() {
        return "nats://" + serviceHost() + ":" + Ports.CLIENT;
    }

    /** The URL of one node for clients. */
    public String podUrl(int ordinal) {
        return "nats://" + podHost(ordinal) + ":" + Ports.CLIENT;
    }

    @Override
    public String toString() {
        return namespace + "/" + isbsvcName;
    }
}
