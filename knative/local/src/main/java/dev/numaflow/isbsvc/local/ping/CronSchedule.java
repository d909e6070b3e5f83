package dev.numaflow.isbsvc.local.ping;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.ZonedDateTime;

/** A cron schedule of 5 fields, or of 6 with seconds first, as a PingSource takes it; no {@code @every}. */
public final class CronSchedule {
    private static final CronParser FIVE = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    private static final CronParser SIX = new CronParser(withSeconds());

    private final String text;
    private final ExecutionTime times;

    private CronSchedule(String text, ExecutionTime times) {
        this.text = text;
        this.times = times;
    }

    /** As in cron: when the day of the month and that of the week are restricted, one of them is enough. */
    private static CronDefinition withSeconds() {
        return CronDefinitionBuilder.defineCron()
                .withSeconds()
                .withStrictRange()
                .and()
                .withMinutes()
                .withStrictRange()
                .and()
                .withHours()
                .withStrictRange()
                .and()
                .withDayOfMonth()
                .withStrictRange()
                .and()
                .withMonth()
                .withStrictRange()
                .and()
                .withDayOfWeek()
                .withValidRange(0, 7)
                .withMondayDoWValue(1)
                .withIntMapping(7, 0)
                .withStrictRange()
                .and()
                .instance();
    }

    /** Reads a schedule; throws {@link IllegalArgumentException} for what is none, or would be read in another way than it is meant. */
    public static CronSchedule parse(String schedule) {
        String text = schedule.trim();
        try {
            int fields = text.split("\\s+").length;
            return new CronSchedule(text, ExecutionTime.forCron((fields == 6 ? SIX : FIVE).parse(text)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "schedule \"" + text + "\": " + e.getMessage() + "; allowed: 5 fields, or 6 with seconds first", e);
        }
    }

    /** The first tick after the given moment; missed ones are skipped. */
    public ZonedDateTime after(ZonedDateTime moment) {
        return times.nextExecution(moment)
                .orElseThrow(() -> new IllegalStateException("the schedule \"" + text + "\" has no tick"));
    }
}
