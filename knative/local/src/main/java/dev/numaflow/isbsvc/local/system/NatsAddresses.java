package dev.numaflow.isbsvc.local.system;

import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Ports;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Watches the nodes of every service and returns their client addresses. */
public final class NatsAddresses implements AutoCloseable {
    private final SharedIndexInformer<Pod> pods;

    /** {@code changed} runs whenever an address may have been added or removed. */
    public NatsAddresses(KubernetesClient client, Runnable changed) {
        pods = client.pods()
                .inAnyNamespace()
                .withLabel(Labels.COMPONENT, "isbsvc")
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Pod pod) {
                        changed.run();
                    }

                    @Override
                    public void onUpdate(Pod before, Pod after) {
                        if (!address(before).equals(address(after))) {
                            changed.run();
                        }
                    }

                    @Override
                    public void onDelete(Pod pod, boolean finalStateUnknown) {
                        changed.run();
                    }
                });
    }

    /** The addresses of each service's nodes, in the order of the pods' names, by namespace/name. */
    public Map<String, List<String>> byService() {
        return pods.getStore().list().stream()
                .filter(pod -> address(pod).isPresent())
                .sorted((one, other) -> one.getMetadata()
                        .getName()
                        .compareTo(other.getMetadata().getName()))
                .collect(Collectors.groupingBy(
                        NatsAddresses::service,
                        TreeMap::new,
                        Collectors.mapping(pod -> address(pod).orElseThrow(), Collectors.toList())));
    }

    private static String service(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        return metadata.getNamespace() + "/" + metadata.getLabels().get(Labels.SERVICE_NAME);
    }

    private static Optional<String> address(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getPodIP())
                .filter(ip -> !ip.isEmpty())
                .map(ip -> "nats://" + ip + ":" + Ports.CLIENT);
    }

    @Override
    public void close() {
        pods.close();
    }
}
