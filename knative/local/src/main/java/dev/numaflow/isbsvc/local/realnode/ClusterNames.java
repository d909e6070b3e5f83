package dev.numaflow.isbsvc.local.realnode;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which names a cluster's DNS has, by the specification of Kubernetes: of Services, and of pods that give their Service a host name. */
final class ClusterNames {
    private static final String SUFFIX = ".svc.cluster.local";
    private static final String SERVICE_OF = "kubernetes.io/service-name";

    private final Map<String, List<String>> addresses = new TreeMap<>();

    private ClusterNames() {}

    static ClusterNames of(List<Service> services, List<EndpointSlice> slices) {
        ClusterNames names = new ClusterNames();
        services.forEach(service -> names.add(service, slices));
        return names;
    }

    private void add(Service service, List<EndpointSlice> slices) {
        String namespace = service.getMetadata().getNamespace();
        String name = service.getMetadata().getName();
        String host = name + "." + namespace + SUFFIX;
        String virtual = service.getSpec().getClusterIP();
        if (virtual != null && !virtual.isEmpty() && !virtual.equals("None")) {
            addresses.put(host, List.of(virtual));
            return;
        }
        addresses.put(host, new ArrayList<>());
        slices.stream()
                .filter(slice -> namespace.equals(slice.getMetadata().getNamespace()))
                .filter(slice -> slice.getMetadata().getLabels() != null
                        && name.equals(slice.getMetadata().getLabels().get(SERVICE_OF)))
                .flatMap(slice -> slice.getEndpoints().stream())
                .filter(ClusterNames::isReady)
                .forEach(endpoint -> add(host, endpoint));
    }

    private void add(String host, Endpoint endpoint) {
        addresses.get(host).addAll(endpoint.getAddresses());
        if (endpoint.getHostname() != null) {
            addresses.put(endpoint.getHostname() + "." + host, endpoint.getAddresses());
        }
    }

    /** Unknown means ready; a Service that publishes addresses that are not ready has all of them as ready ones. */
    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }

    /** Empty where there is no such name. */
    Optional<List<String>> addresses(String name) {
        return Optional.ofNullable(addresses.get(name));
    }
}
