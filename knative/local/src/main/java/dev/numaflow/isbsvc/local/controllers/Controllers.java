package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;

/**
 * The stand-ins for a kube-controller-manager: StatefulSets with their claims, PodDisruptionBudgets, garbage collection. They are
 * not started beside a real one.
 */
public final class Controllers implements AutoCloseable {
    private final List<AutoCloseable> started = new ArrayList<>();

    private Controllers() {}

    public static Controllers start(KubernetesClient client) {
        Controllers controllers = new Controllers();
        controllers.started.add(new StatefulSetController(client));
        controllers.started.add(new DisruptionController(client));
        controllers.started.add(new GarbageCollector(client));
        return controllers;
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable controller : started) {
            controller.close();
        }
    }
}
