package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePullTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "nats",
                "nats:2.12.7",
                "registry.example:5000/mirror/nats:2.12.7-alpine",
                "docker.io/library/nats@sha256:0"
            })
    void whatIsCalledNatsIsRun(String image) {
        assertThatCode(new ImagePull(image)::attempt).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"natsio/prometheus-nats-exporter:1", "other", "nats/other:1", "my-nats:1"})
    void anythingElseIsNot(String image) {
        assertThatThrownBy(new ImagePull(image)::attempt).hasMessageContaining("image \"" + image + "\" not found");
    }

    @Test
    void afterTheFirstErrorItBacksOff() {
        ImagePull pull = new ImagePull("other");

        assertThatThrownBy(pull::attempt)
                .asInstanceOf(type(NotYet.class))
                .extracting(NotYet::reason)
                .isEqualTo("ErrImagePull");
        assertThatThrownBy(pull::attempt)
                .asInstanceOf(type(NotYet.class))
                .extracting(NotYet::reason)
                .isEqualTo("ImagePullBackOff");
    }
}
