package dev.numaflow.isbsvc.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.broker.Addressable;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiedSinkTest {

    @ParameterizedTest
    @CsvSource({
        "http://broker-ingress.knative-eventing.svc.cluster.local/isbsvc-system/default,"
                + "/api/v1/namespaces/knative-eventing/services/http:broker-ingress:80/proxy/isbsvc-system/default",
        "http://kafka-broker-ingress.knative-eventing.svc:8080/a/b,"
                + "/api/v1/namespaces/knative-eventing/services/http:kafka-broker-ingress:8080/proxy/a/b",
        "https://broker-ingress.other.svc.example.org/a/b,"
                + "/api/v1/namespaces/other/services/https:broker-ingress:443/proxy/a/b"
    })
    void reachesABrokerThatOnlyPodsKnowThroughTheApiServer(URI broker, String path) {
        assertThat(ProxiedSink.isInternal(broker)).isTrue();
        assertThat(new ProxiedSink(null, broker).path()).isEqualTo(path);
    }

    @Test
    void carriesNoToken() {
        URI broker = URI.create("http://broker-ingress.knative-eventing.svc/a/default");

        assertThat(Sink.of(null, Addressable.at(broker)).came()).isTrue();
        assertThat(Sink.of(null, new Addressable(broker, "", "the broker")).why())
                .contains("it demands a token for the broker", "--token-file");
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:8080/isbsvc-system/default", "https://broker.example.org/a", "http://svc/a"})
    void postsDirectlyToEveryOtherAddress(URI broker) {
        assertThat(ProxiedSink.isInternal(broker)).isFalse();
    }
}
