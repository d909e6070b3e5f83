package dev.numaflow.isbsvc.rendering.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.input.Parsed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncIntervalTest {

    @ParameterizedTest
    @ValueSource(strings = {"always", "100ms", "1s", "1m30s", "2m", "1h"})
    void whatServersTakeIsTaken(String text) {
        assertThat(merged(text).value().syncInterval().text()).isEqualTo(text);
    }

    @Test
    void alwaysIsWrittenInOneWay() {
        assertThat(merged("Always").value().syncInterval().text()).isEqualTo("always");
    }

    @ParameterizedTest
    @ValueSource(strings = {"never", "0", "0s", "-1s", "10", "1d", "99ms", "61m", "always; x", "true", "1e9s", "1ns"})
    void whatIsNoDurationOrNoDurabilityIsRefusedWithItsPath(String text) {
        assertThat(merged(text).violations())
                .singleElement()
                .asString()
                .contains("spec.jetstream.settings.sync_interval", "always, or a duration from 100ms to 1h");
    }

    @Test
    void aServiceOverridesTheController() {
        Parsed<Settings> settings = Settings.merge(
                new YamlText("sync_interval: 30s", "controller"), new YamlText("sync_interval: always", "service"));

        assertThat(settings.value().syncInterval().text()).isEqualTo("always");
    }

    @Test
    void whatIsNotSetIsLeftToTheServers() {
        assertThat(Settings.merge(new YamlText("", "c"), new YamlText("", "s"))
                        .value()
                        .syncInterval())
                .isEqualTo(SyncInterval.SERVERS_DEFAULT);
    }

    private static Parsed<Settings> merged(String text) {
        return Settings.merge(
                new YamlText("", "controller"), new YamlText("sync_interval: " + text, "spec.jetstream.settings"));
    }
}
