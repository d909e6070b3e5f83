package dev.numaflow.isbsvc.apiserver.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1,1",
        "0.5,500m",
        "1000m,1",
        "1000,1k",
        "1500,1500",
        "1024Mi,1Gi",
        "1.5Gi,1536Mi",
        "100Mi,100Mi",
        "0.5Mi,512Ki",
        "1e3,1e3",
        "1E6,1e6",
        "2500000,2500k",
        "-1,-1",
        "0.0000000001,1n",
        "1023Ki,1023Ki"
    })
    void spellsAQuantityInOneWay(String written, String canonical) {
        assertThat(Quantity.canonical(written)).isEqualTo(canonical);
        assertThat(Quantity.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "1.2.3", "10GB", "1 Gi", "Gi", "1KI"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> Quantity.canonical(text)).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void comparesByAmount() {
        assertThat(Quantity.value("1Gi")).isEqualByComparingTo(Quantity.value("1024Mi"));
        assertThat(Quantity.value("1G")).isLessThan(Quantity.value("1Gi"));
    }
}
