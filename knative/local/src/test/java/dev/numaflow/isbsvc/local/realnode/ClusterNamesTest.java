package dev.numaflow.isbsvc.local.realnode;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterNamesTest {

    @Test
    void aServiceHasItsVirtualAddress() {
        assertThat(ClusterNames.of(List.of(service("kubernetes", "10.96.0.1")), List.of())
                        .addresses("kubernetes.default.svc.cluster.local"))
                .contains(List.of("10.96.0.1"));
    }

    @Test
    void aHeadlessServiceHasItsPodsAndEachPodItsOwnName() {
        ClusterNames names = ClusterNames.of(
                List.of(service("js", "None")),
                List.of(slice("js", "js-0", "10.213.0.2", true), slice("js", "js-1", "10.213.0.3", null)));

        assertThat(names.addresses("js.default.svc.cluster.local")).contains(List.of("10.213.0.2", "10.213.0.3"));
        assertThat(names.addresses("js-1.js.default.svc.cluster.local")).contains(List.of("10.213.0.3"));
    }

    @Test
    void aPodThatIsNotReadyHasNoNameAndAServiceWithoutPodsNoAddress() {
        ClusterNames names =
                ClusterNames.of(List.of(service("js", "None")), List.of(slice("js", "js-0", "10.213.0.2", false)));

        assertThat(names.addresses("js.default.svc.cluster.local")).contains(List.of());
        assertThat(names.addresses("js-0.js.default.svc.cluster.local")).isEmpty();
        assertThat(names.addresses("other.default.svc.cluster.local")).isEmpty();
    }

    private static Service service(String name, String address) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withClusterIP(address)
                .endSpec()
                .build();
    }

    private static EndpointSlice slice(String service, String host, String address, Boolean ready) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(service + host)
                .withNamespace("default")
                .addToLabels("kubernetes.io/service-name", service)
                .endMetadata()
                .addNewEndpoint()
                .withHostname(host)
                .withAddresses(address)
                .withNewConditions()
                .withReady(ready)
                .endConditions()
                .endEndpoint()
                .build();
    }
}
