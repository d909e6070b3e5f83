package dev.numaflow.isbsvc.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterExtensionIT {
    @RegisterExtension
    final ClusterExtension cluster = new ClusterExtension();

    @Test
    void givesANamespaceOfItsOwn() {
        assertThat(cluster.client().namespaces().withName(cluster.namespace()).get())
                .isNotNull();
        assertThat(cluster.createNamespace("test")).isNotEqualTo(cluster.namespace());
    }

    @Test
    void knowsOurCustomResources() {
        assertThat(cluster.client()
                        .genericKubernetesResources("numaflow.numaproj.io/v1alpha1", "InterStepBufferService")
                        .inNamespace(cluster.namespace())
                        .list()
                        .getItems())
                .isEmpty();
    }
}
