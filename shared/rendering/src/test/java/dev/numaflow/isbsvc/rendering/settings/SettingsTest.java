package dev.numaflow.isbsvc.rendering.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.math.BigInteger;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String DEFAULTS = "max_payload: 1048576\nmax_memory_store: -1\nmax_file_store: 1TB\n";
    private static final String PATH = "spec.jetstream.settings";

    @Test
    void takesTheDefaultsWhereTheServiceSaysNothing() {
        assertThat(merge(null).value()).isEqualTo(new Settings(1048576, -1, 1099511627776L));
        assertThat(merge("# nothing\n").value()).isEqualTo(new Settings(1048576, -1, 1099511627776L));
    }

    @Test
    void overridesKeyByKeyWhateverTheCase() {
        assertThat(merge("Max_Payload: 8388608\nmax_file_store: 20G\n").value())
                .isEqualTo(new Settings(8388608, -1, 20_000_000_000L));
    }

    @Test
    void fillsWhatTheControllersConfigurationLeavesOut() {
        Parsed<Settings> settings =
                Settings.merge(new YamlText("max_payload: 2MB", "defaults"), new YamlText(null, PATH));

        assertThat(settings.value()).isEqualTo(new Settings(2 << 20, -1, 1099511627776L));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-1, -1",
        "1k, 1000",
        "1K, 1000",
        "1kb, 1024",
        "1Ki, 1024",
        "1KiB, 1024",
        "3m, 3000000",
        "3MB, 3145728",
        "20G, 20000000000",
        "20Gi, 21474836480",
        "1TB, 1099511627776",
        "2p, 2000000000000000",
        "2PiB, 2251799813685248",
        "7E, 7000000000000000000",
        "7EB, 8070450532247928832",
        "9223372036854775807, 9223372036854775807"
    })
    void readsSizesAsTheServerDoes(String text, long bytes) {
        assertThat(merge("max_file_store: " + text).value().maxFileStore()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ten",
                "yes",
                "1_000",
                "010",
                "0x10",
                "1e6",
                "1.5G",
                "+5",
                "-2",
                "-1K",
                "8EB",
                "9223372036854775808",
                "1 GB",
                "1GBs",
                "{}",
                "[1]",
                "",
                "null",
                "~",
                "'1G}'",
                "\"1\\nport: 1\"",
                "99999999999999999999999E"
            })
    void refusesWhatIsNoSize(String text) {
        Parsed<Settings> settings = merge("max_file_store: " + text);

        assertThat(settings.violations()).hasSize(1);
        assertThat(settings.violations().get(0).path()).isEqualTo(PATH + ".max_file_store");
    }

    @Test
    void readsAnyNumberWithAnyUnit() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Long> units =
                Map.of("", 1L, "k", 1000L, "KiB", 1L << 10, "m", 1_000_000L, "Mb", 1L << 20, "GI", 1L << 30);
        for (int i = 0; i < 500; i++) {
            long number = random.nextInt(Integer.MAX_VALUE);
            units.forEach((unit, factor) -> assertThat(
                            merge("max_file_store: " + number + unit).value().maxFileStore())
                    .as("seed %d: %d%s", seed, number, unit)
                    .isEqualTo(BigInteger.valueOf(number)
                            .multiply(BigInteger.valueOf(factor))
                            .longValueExact()));
        }
    }

    @Test
    void refusesTextThatWouldOpenTheServer() {
        Violation violation = merge("max_payload: \"1048576\\nno_auth_user: sys\"")
                .violations()
                .get(0);

        assertThat(violation.path()).isEqualTo(PATH + ".max_payload");
        assertThat(violation.found())
                .isEqualTo("\"1048576\\nno_auth_user: sys\"")
                .doesNotContain("\n");
    }

    @Test
    void reportsEveryViolationAtOnce() {
        Parsed<Settings> settings =
                merge("max_payload: lots\nmax_file_store: 5}\nport: 4222\nmax_memory_store: 1\nMAX_MEMORY_STORE: 2\n");

        assertThat(settings.violations())
                .extracting(Violation::path)
                .containsExactlyInAnyOrder(
                        PATH + ".max_payload", PATH + ".max_file_store", PATH + ".port", PATH + ".MAX_MEMORY_STORE");
    }

    @Test
    void saysWhichKeysThereAre() {
        assertThat(merge("port: 4222").violations())
                .containsExactly(new Violation(
                        PATH + ".port",
                        "unknown field",
                        "one of max_payload, max_memory_store, max_file_store, sync_interval"));
    }

    @Test
    void limitsThePayloadTo128MB() {
        assertThat(merge("max_payload: 64MB").value().maxPayload()).isEqualTo(67108864);
        assertThat(merge("max_payload: 128MB").value().maxPayload()).isEqualTo(134217728);
        for (String bad : new String[] {"134217729", "0", "-1", "1G"}) {
            assertThat(merge("max_payload: " + bad).violations()).as(bad).hasSize(1);
        }
    }

    /** Newer documentation of Numaflow has this as the default of its configuration. */
    @Test
    void takesThe65MBOfNumaflowsNewerConfiguration() {
        Settings settings = merge("max_payload: 68157440").value();

        assertThat(settings.maxPayload()).isEqualTo(68157440);
        assertThat(settings.maxPending()).hasValue(136314880);
        assertThat(merge("max_payload: 64MB").value().maxPending()).isEmpty();
    }

    @Test
    void ignoresKeysThatAnotherProgramMayKnow() {
        YamlText theirs = new YamlText("max_payload: 2MB\nsync_always: true\nwrite_deadline: {a: [1]}", "config", true);

        assertThat(Settings.merge(theirs, new YamlText("max_file_store: 1G", PATH))
                        .value())
                .isEqualTo(new Settings(2 << 20, -1, 1_000_000_000));
        assertThat(Settings.unknown(theirs)).containsExactly("config.sync_always", "config.write_deadline");
        assertThat(Settings.merge(theirs, new YamlText("write_deadline: 1s", PATH))
                        .violations())
                .extracting(Violation::path)
                .containsExactly(PATH + ".write_deadline");
    }

    @Test
    void warnsOfPayloadsAbove8MB() {
        assertThat(merge("max_payload: 8MB").value().warnings()).isEmpty();
        assertThat(merge("max_payload: 8388609").value().warnings())
                .singleElement()
                .asString()
                .contains("8388609");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"just a text", "[max_payload]", "max_payload: 1\n---\nmax_payload: 2", "{", "a: b: c", "\t"})
    void refusesYamlThatIsNoMap(String yaml) {
        if (yaml.isBlank()) {
            assertThat(merge(yaml).isGood()).isTrue();
        } else {
            assertThat(merge(yaml).violations()).singleElement().satisfies(violation -> {
                assertThat(violation.path()).isEqualTo(PATH);
                assertThat(violation.found()).doesNotContain("\n");
            });
        }
    }

    @Test
    void namesTheControllersConfigurationWhereItIsWrong() {
        Parsed<Settings> settings =
                Settings.merge(new YamlText("max_payload: x", "config.settings"), new YamlText(null, PATH));

        assertThat(settings.violations()).extracting(Violation::path).containsExactly("config.settings.max_payload");
    }

    @Test
    void doesNotMindABadDefaultThatTheServiceOverrides() {
        Parsed<Settings> settings = Settings.merge(
                new YamlText("max_payload: x", "config.settings"), new YamlText("max_payload: 1K", PATH));

        assertThat(settings.value().maxPayload()).isEqualTo(1000);
    }

    @Test
    void survivesAliasBombs() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d]%n".formatted(i, i, i - 1, i - 1, i - 1));
        }

        assertThat(merge(bomb.toString()).violations()).isNotEmpty();
    }

    private static Parsed<Settings> merge(String overrides) {
        return Settings.merge(new YamlText(DEFAULTS, "defaults"), new YamlText(overrides, PATH));
    }
}
