package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaintenanceWindowTest {

    /** 2026-12-05 is a Saturday. */
    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    0 2 * * 6 4h     , 2026-12-05T01:59:59Z , opens at 2026-12-05T02:00:00Z
                    0 2 * * 6 4h     , 2026-12-05T02:00:00Z ,
                    0 2 * * 6 4h     , 2026-12-05T05:59:59Z ,
                    0 2 * * 6 4h     , 2026-12-05T06:00:00Z , opens at 2026-12-12T02:00:00Z
                    0 2 * * 6 4h     , 2026-12-09T03:00:00Z , opens at 2026-12-12T02:00:00Z
                    0 22 * * * 6h30m , 2026-12-09T04:29:00Z ,
                    0 22 * * * 6h30m , 2026-12-09T04:30:00Z , opens at 2026-12-09T22:00:00Z
                    0 0 * * 0 168h   , 2026-12-09T04:30:00Z ,
                    0 0 30 2 * 1h    , 2026-12-09T04:30:00Z , never opens
                    """)
    void isOpenForItsDurationAfterEachTimeOfItsSchedule(String window, Instant now, String closed) {
        if (closed == null) {
            assertThat(MaintenanceWindow.closed(window, now)).isEmpty();
        } else {
            assertThat(MaintenanceWindow.closed(window, now))
                    .contains("its maintenance window \"" + window + "\" " + closed);
        }
    }

    @Test
    void withoutAnyEverythingMayBegin() {
        assertThat(MaintenanceWindow.closed("", Instant.EPOCH)).isEmpty();
    }

    /** A mistake must not let begin what was to wait. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "always",
                "0 2 * * 6",
                "0 2 * * 6 4",
                "0 2 * * 6 5m",
                "0 2 * * 6 169h",
                "0 2 * * 6 7d",
                "0 25 * * 6 4h",
                "@weekly 4h",
                "0 0 2 * * 6 4h",
                "CRON_TZ=Europe/Paris 0 2 * * 6 4h"
            })
    void oneThatCannotBeReadIsClosedAndSaysWhatIsAllowed(String window) {
        assertThat(MaintenanceWindow.closed(window, Instant.parse("2026-12-05T03:00:00Z")))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("metadata.annotations[isbsvc.numaflow.numaproj.io/maintenance-window]: found \""
                                + window)
                        .contains("allowed: a cron expression of five fields in UTC, and a duration from 15m to 168h"));
    }

    @Test
    void aTextWithoutEndCostsNothing() {
        assertThat(MaintenanceWindow.closed("* ".repeat(100_000), Instant.EPOCH))
                .hasValueSatisfying(why -> assertThat(why).hasSizeLessThan(1000));
    }
}
