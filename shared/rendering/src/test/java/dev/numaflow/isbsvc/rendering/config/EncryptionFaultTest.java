package dev.numaflow.isbsvc.rendering.config;

import static dev.numaflow.isbsvc.rendering.config.EncryptionFault.CIPHER_CONVERSION;
import static dev.numaflow.isbsvc.rendering.config.EncryptionFault.COMPACTION;
import static dev.numaflow.isbsvc.rendering.config.EncryptionFault.KEY_NOT_SYNCED;
import static dev.numaflow.isbsvc.rendering.config.EncryptionFault.KEY_REPLACED;
import static dev.numaflow.isbsvc.rendering.config.EncryptionFault.PARTIAL_PURGE;
import static dev.numaflow.isbsvc.rendering.config.EncryptionFault.TRUNCATED_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.input.Warning;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionFaultTest {

    @Test
    void theNewestReleaseThatNumaflowShipsHasFive() {
        assertThat(faults("2.12.7"))
                .containsExactly(PARTIAL_PURGE, CIPHER_CONVERSION, COMPACTION, KEY_NOT_SYNCED, TRUNCATED_KEY);
    }

    @Test
    void aFixReachesThePatchesThatFollowIt() {
        assertThat(faults("2.12.11")).contains(COMPACTION).doesNotContain(CIPHER_CONVERSION, KEY_REPLACED);
        assertThat(faults("2.12.12")).doesNotContain(COMPACTION);
        assertThat(faults("2.14.2")).containsExactly(COMPACTION, KEY_NOT_SYNCED, TRUNCATED_KEY);
    }

    @Test
    void aFixInOneMinorReleaseIsNoneForAnother() {
        assertThat(faults("2.12.99")).containsExactly(PARTIAL_PURGE, TRUNCATED_KEY);
        assertThat(faults("2.9.6")).containsExactly(EncryptionFault.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.14.5", "2.14.6", "2.15.0", "2.15.3", "3.0.0"})
    void releasesWithEveryFixHaveNone(String release) {
        assertThat(faults(release)).isEmpty();
        assertThat(EncryptionFault.firstWithoutAny()).hasToString("2.14.5");
    }

    @Test
    void aServiceIsWarnedOnceAndOnlyWhereItEncrypts() {
        assertThat(warnings("version: 2.12.7, persistence: {}")).isEmpty();
        assertThat(warnings("version: 2.12.7, encryption: true, persistence: {}"))
                .singleElement()
                .asString()
                .startsWith("spec.jetstream.encryption: servers of NATS 2.12.7 have known faults")
                .contains("compaction can corrupt messages (fixed in 2.12.12, 2.14.3)")
                .endsWith("Use 2.14.5 or newer")
                .hasSizeLessThan(700);
    }

    private static List<EncryptionFault> faults(String release) {
        return EncryptionFault.of(NatsRelease.parse(release).orElseThrow());
    }

    private static List<Warning> warnings(String jetstream) {
        ValidService service = Services.jetstream(jetstream);
        return service.warnings().stream()
                .filter(warning -> warning.path().equals("spec.jetstream.encryption"))
                .toList();
    }
}
