package dev.numaflow.isbsvc.servers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NatsVersionTest {
    @Test
    void readsWhatTheServerPrints() {
        assertThat(NatsVersion.printedAs("nats-server: v2.12.7\n")).contains(NatsVersion.PINNED);
    }

    @Test
    void takesNoServerOlderThanTwoEleven() {
        assertThat(new NatsVersion(2, 10, 29).isTaken()).isFalse();
        assertThat(new NatsVersion(2, 11, 0).isTaken()).isTrue();
        assertThat(new NatsVersion(2, 9, 11).isTaken()).isFalse();
        assertThat(new NatsVersion(3, 0, 0).isTaken()).isTrue();
    }

    @Test
    void seesNoVersionInOtherOutput() {
        assertThat(NatsVersion.printedAs("gnatsd")).isEmpty();
    }
}
