package dev.numaflow.isbsvc.rendering.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {

    private static final Rule<GoDuration> RULE = GoDuration.zeroOrAtLeast(1);

    private record Unit(String name, long nanos) {}

    private static final List<Unit> UNITS = List.of(
            new Unit("ns", 1),
            new Unit("us", 1_000),
            new Unit("\u00b5s", 1_000),
            new Unit("ms", 1_000_000),
            new Unit("s", 1_000_000_000),
            new Unit("m", 60_000_000_000L),
            new Unit("h", 3_600_000_000_000L));

    @ParameterizedTest
    @CsvSource({
        "72h, 259200000000000",
        "1h30m, 5400000000000",
        "500ms, 500000000",
        "1.5h, 5400000000000",
        ".5s, 500000000",
        "1.s, 1000000000",
        "1h1h, 7200000000000",
        "1.9ns, 1",
        "0, 0",
        "0s, 0",
        "2562047h47m16.854775807s, 9223372036854775807"
    })
    void readsDurationsAsGoDoes(String text, long nanos) {
        assertThat(RULE.read(new Scalar("path", text)).value()).isEqualTo(new GoDuration(text, nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7d",
                "60",
                "-1h",
                "+1h",
                "1 h",
                "h",
                "1w",
                "1H",
                "",
                "1h\n",
                ".s",
                "1..5s",
                "2562048h",
                "00",
                "1e3s"
            })
    void refusesWhatGoRefusesAndWhatIsNegative(String text) {
        assertThat(RULE.read(new Scalar("path", text)).violations())
                .singleElement()
                .satisfies(violation ->
                        assertThat(violation.allowed()).contains("72h").contains("days"));
    }

    @Test
    void refusesEndlessTextQuickly() {
        assertThat(RULE.read(new Scalar("path", "1h".repeat(100_000))).isGood()).isFalse();
    }

    @Test
    void takesZeroOnlyWhereItMeansNoLimit() {
        assertThat(GoDuration.atLeast(1).read(new Scalar("path", "0s")).isGood())
                .isFalse();
        assertThat(GoDuration.atLeast(100_000_000)
                        .read(new Scalar("path", "99ms"))
                        .isGood())
                .isFalse();
    }

    @Test
    void addsUpAnyParts() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            StringBuilder text = new StringBuilder();
            long nanos = 0;
            for (int part = 0; part <= random.nextInt(4); part++) {
                Unit unit = UNITS.get(random.nextInt(UNITS.size()));
                int count = random.nextInt(10_000) + 1;
                text.append(count).append(unit.name());
                nanos += count * unit.nanos();
            }
            assertThat(RULE.read(new Scalar("path", text.toString())).value().nanos())
                    .as("seed %d: %s", seed, text)
                    .isEqualTo(nanos);
        }
    }
}
