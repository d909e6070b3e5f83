package dev.numaflow.isbsvc.rendering.naming;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The names of everything that belongs to one service, exactly as Numaflow chooses them.
 *
 * @param namespace the namespace of the service
 * @param isbsvcName the name of the InterStepBufferService
 * @param encryption how often the encryption of its data was changed in guarded steps: what decides how a server reads its disk has another
 *     name each time, so that no pod ever starts with another encryption than its disk has
 * @param copy whether these are the names of the server that holds a copy of the data while the only node of the service gets another disk
 */
public record Names(String namespace, String isbsvcName, int encryption, boolean copy) {

    /** Those of a service whose data is encrypted as when it was created, or not at all. */
    public Names(String namespace, String isbsvcName) {
        this(namespace, isbsvcName, 0, false);
    }

    /** The names after so many changes of encryption. */
    public Names withEncryption(int changes) {
        return new Names(namespace, isbsvcName, changes, copy);
    }

    /** Those of the server that holds a copy of the data. It has the Secrets of the service, and everything else for itself. */
    public Names ofCopy() {
        return new Names(namespace, isbsvcName, encryption, true);
    }

    /** At the creation, or the adoption, of a service there is none. */
    private String suffix() {
        return encryption == 0 ? "" : "-" + encryption;
    }

    private String prefix() {
        return "isbsvc-" + isbsvcName;
    }

    /** As long as that of the servers, because pods have labels with it, which must not be longer. */
    public String statefulSet() {
        return prefix() + (copy ? "-jc" : "-js");
    }

    /** What server and copy have in common. */
    private String shared() {
        return prefix() + "-js";
    }

    public String headlessService() {
        return statefulSet() + "-svc";
    }

    public String configMap() {
        // A copy is made for one change, and goes with it.
        return statefulSet() + "-config" + (copy ? "" : suffix());
    }

    /** The ConfigMap that records the owners of streams, where the servers cannot store them. */
    public String ownersConfigMap() {
        return shared() + "-owners";
    }

    public String serverSecret() {
        return shared() + "-server";
    }

    public String clientSecret() {
        return shared() + "-client-auth";
    }

    /** The Secret that outlives the service's other objects, with the encryption key and the credentials of clients. */
    public String keySecret() {
        return shared() + "-key" + suffix();
    }

    /** The key of the server Secret's `data` under which servers find what they encrypt with. */
    public String encryptionKey() {
        return Keys.ENCRYPTION + suffix();
    }

    /** Where servers store: a server finds nothing that was stored with another encryption, whatever disk it is given. */
    public String storeDir() {
        return Paths.STORE_DIR + suffix();
    }

    /** The template's name; the claims are {@code <this>-<pod>}. */
    public String claimTemplate() {
        return statefulSet() + "-vol";
    }

    /** The claim of a node. */
    public String claim(int ordinal) {
        return claimTemplate() + "-" + pod(ordinal);
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
