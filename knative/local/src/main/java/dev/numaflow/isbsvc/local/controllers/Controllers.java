package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * The stand-ins for a kube-controller-manager, as far as a service needs them: StatefulSets with their claims, and garbage
 * collection. They are not started beside a real one.
 */
public final class Controllers implements AutoCloseable {
    private final StatefulSetController sets;
    private final GarbageCollector garbage;

    private Controllers(KubernetesClient client) {
        sets = new StatefulSetController(client);
        garbage = new GarbageCollector(client);
    }

    public static Controllers start(KubernetesClient client) {
        return new Controllers(client);
    }

    @Override
    public void close() {
        sets.close();
        garbage.close();
    }
}
