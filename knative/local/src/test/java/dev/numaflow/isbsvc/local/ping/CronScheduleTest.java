package dev.numaflow.isbsvc.local.ping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronScheduleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    */5 * * * *      | 2026-08-01T10:02:03Z | 2026-08-01T10:05:00Z
                    */5 * * * *      | 2026-08-01T10:05:00Z | 2026-08-01T10:10:00Z
                    */2 * * * * *    | 2026-08-01T10:02:03Z | 2026-08-01T10:02:04Z
                    0 0 1 1 *        | 2026-08-01T10:02:03Z | 2027-01-01T00:00:00Z
                    30 8-10,18 * * 1 | 2026-08-01T10:02:03Z | 2026-08-03T08:30:00Z
                    0 0 13 * 5       | 2026-08-01T00:00:00Z | 2026-08-07T00:00:00Z
                    10/20 * * * *    | 2026-08-01T10:31:00Z | 2026-08-01T10:50:00Z
                    """)
    void findsTheNextTick(String schedule, ZonedDateTime now, ZonedDateTime next) {
        assertThat(CronSchedule.parse(schedule).after(now)).isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"@every 1m", "* * * *", "60 * * * *", "*/0 * * * *", "5-1 * * * *", "MON * * * *", "1,,2 * * * *"
            })
    void refusesWhatItWouldGetWrong(String schedule) {
        assertThatThrownBy(() -> CronSchedule.parse(schedule)).hasMessageContaining("allowed:");
    }

    @Test
    void saysSoWhenADayNeverComes() {
        CronSchedule never = CronSchedule.parse("0 0 31 2 *");
        assertThatThrownBy(() -> never.after(ZonedDateTime.parse("2026-08-01T00:00:00Z")))
                .hasMessageContaining("no tick");
    }
}
