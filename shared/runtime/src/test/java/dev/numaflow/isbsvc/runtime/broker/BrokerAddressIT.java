package dev.numaflow.isbsvc.runtime.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.testkit.BrokerObject;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the rights of `repair`, which may read this one Broker alone. */
class BrokerAddressIT {

    private final TestCluster cluster = new TestCluster();
    private final BrokerAddress address =
            new BrokerAddress(cluster.clusterOf("repair"), TestCluster.SYSTEM, Optional.empty());

    @AfterEach
    void close() {
        BrokerObject.delete(cluster.client());
        cluster.close();
    }

    @Test
    void isThatOfTheLiveObject() {
        BrokerObject.create(cluster.client());
        assertThatThrownBy(address::get)
                .isInstanceOf(NotAccepted.class)
                .hasMessage("Broker isbsvc-system/default has no address yet");

        BrokerObject.address(cluster.client(), "http://broker.example/isbsvc-system/default");
        assertThat(address.get()).isEqualTo(Addressable.at(URI.create("http://broker.example/isbsvc-system/default")));

        BrokerObject.delete(cluster.client());
        assertThatThrownBy(address::get)
                .isInstanceOf(NotAccepted.class)
                .hasMessage("Broker isbsvc-system/default does not exist");
    }

    @Test
    void isNotReadWhereTheConfigurationNamesOne() {
        URI named = URI.create("http://127.0.0.1:1/isbsvc-system/default");

        assertThat(new BrokerAddress(null, TestCluster.SYSTEM, Optional.of(named)).get())
                .isEqualTo(Addressable.at(named));
    }
}
