package dev.numaflow.isbsvc.rendering.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextDifferenceTest {

    private static final String CONF =
            """
            max_payload: 1048576
            jetstream {
              key: $JS_KEY
              store_dir: "/data/jetstream/store"
              max_file_store: 1000
              limits { max_ha_assets: 5 }
            }
            cluster { routes: ["nats://one", "nats://two"], no_advertise: false }
            include ./auth.conf
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_payload: 1048576 | max_payload: 2048 | differs in max_payload (2048 instead of 1048576)",
                "max_file_store: 1000 | max_file_store: 1TB | differs in jetstream.max_file_store (1099511627776 instead of 1000)",
                "no_advertise: false | no_advertise: true | differs in cluster.no_advertise (true instead of false)",
                "{ max_ha_assets: 5 } | {} | differs in jetstream.limits.max_ha_assets (missing)",
                "\"nats://two\"] | ] | differs in cluster.routes",
                "max_payload: | debug: true, max_payload: | differs in debug (added)",
                "./auth.conf | ./other.conf | differs in include",
                "max_payload: 1048576 | max_payload: 1048576 # here | has the same settings laid out otherwise from line 1 on",
            })
    void namesTheSettingThatDiffers(String before, String after, String reported) {
        assertThat(TextDifference.of("data.nats-js", CONF, CONF.replace(before, after)))
                .isEqualTo(reported);
    }

    @Test
    void namesAFewSettingsAndCountsTheOthers() {
        assertThat(TextDifference.of("data.nats-js", CONF, "max_payload: 1048576"))
                .isEqualTo("differs in jetstream (missing), cluster (missing), include");
        assertThat(TextDifference.of("data.nats-js", CONF, "a: 1, b: 2, c: 3, d: 4"))
                .isEqualTo("differs in max_payload (missing), jetstream (missing), cluster (missing) and 5 more");
    }

    /** Invariant 12: whoever edits a configuration may write anything into it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$JS_KEY | \"hunter2hunter2\"",
                "max_payload: 1048576 | authorization { password: \"hunter2\" }",
                "max_payload: 1048576 | hunter2: \"hunter2\"",
                "1048576 | \"hunter2\"",
                "\"nats://one\" | \"nats://user:hunter2@one\"",
            })
    void quotesNoTextOfAnybody(String before, String after) {
        assertThat(TextDifference.of("data.nats-js", CONF, CONF.replace(before, after))
                        .replace("hunter2 (added)", ""))
                .doesNotContain("hunter2")
                .startsWith("differs in ");
    }

    @Test
    void namesTheLineOfATextThatIsNoConfiguration() {
        assertThat(TextDifference.of("data.nats-js", CONF, CONF.replace("include", "{ include")))
                .isEqualTo("differs from line 9 on");
        assertThat(TextDifference.of("data.other", "a\nb\nc", "a\nB\nc")).isEqualTo("differs from line 2 on");
        assertThat(TextDifference.of("data.other", "a", "a\nb")).isEqualTo("differs from line 1 on");
    }
}
