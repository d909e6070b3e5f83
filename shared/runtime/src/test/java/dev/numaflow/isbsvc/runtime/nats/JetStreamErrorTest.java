package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JetStreamErrorTest {

    @ParameterizedTest(name = "{0} {1} {2}: transient {3}")
    @CsvSource({
        "400, 10058, stream name already in use with a different configuration, false",
        "500, 10065, subjects overlap with an existing stream, false",
        "400, 10052, invalid configuration, false",
        "500, 10074, replicas > 1 not supported in non-clustered mode, false",
        "400, 10148, consumer already exists, false",
        "500, 10047, insufficient storage resources available, false",
        "400, 10005, no suitable peers for placement, true",
        "400, 10005, 'no suitable peers for placement, peer offline', true",
        "400, 10005, 'no suitable peers for placement, tags not matched', false",
        "400, 10005, 'no suitable peers for placement, insufficient storage', false",
        "503, 10008, JetStream system temporarily unavailable, true",
        "500, 10118, JetStream cluster not available, true",
        "400, 10226, being moved, true",
        "503, 0, unknown to us, true",
        "400, 0, unknown to us, false"
    })
    void reportsWhatMayPassFromWhatAPersonMustChange(int code, int errCode, String description, boolean passing) {
        assertThat(new JetStreamError(code, errCode, description).isTransient()).isEqualTo(passing);
    }

    @ParameterizedTest(name = "{0} {1} {2}: retried {3}, told {4}")
    @CsvSource({
        "503, 10008, JetStream system temporarily unavailable, true, false",
        "400, 10052, invalid configuration, false, true",
        "400, 10005, 'no suitable peers for placement, insufficient storage', false, true",
        "400, 10005, 'no suitable peers for placement, peer offline', true, true",
        "503, 10023, insufficient resources, true, true"
    })
    void triesAgainOrReportsOrDoesBoth(int code, int errCode, String description, boolean retried, boolean reported) {
        JetStreamError error = new JetStreamError(code, errCode, description);

        assertThat(error.isTransient()).isEqualTo(retried);
        assertThat(error.isWorthReporting()).isEqualTo(reported);
    }
}
