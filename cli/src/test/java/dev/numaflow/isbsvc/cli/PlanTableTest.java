package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTableTest {

    @ParameterizedTest
    @CsvSource({
        "0, -",
        "259200000000000, 72h",
        "5400000000000, 1h30m",
        "500000000, 500ms",
        "60000000000, 1m",
        "100000001, 100ms1ns"
    })
    void writesAgesAsTheyAreWrittenInConfigurations(long nanos, String age) {
        assertThat(PlanTable.age(nanos)).isEqualTo(age);
    }
}
