package dev.numaflow.isbsvc.rendering.change;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.settings.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * When changes may begin that nobody has just asked for: a cron expression of five fields in UTC, and how long the window is open each
 * time. What has begun goes on after it is closed, because nodes of two kinds are no state to wait in.
 */
public final class MaintenanceWindow {

    /** `repair` looks every five minutes, and looks twice. */
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private static final Duration LONGEST = Duration.ofDays(7);
    private static final int LONGEST_TEXT = 100;
    private static final int CRON_FIELDS = 5;
    private static final String PATH = "metadata.annotations[" + Annotations.MAINTENANCE_WINDOW + "]";
    private static final String ALLOWED =
            "a cron expression of five fields in UTC, and a duration from 15m to 168h, as \"0 2 * * 6 4h\"";

    private final String text;
    private final ExecutionTime openings;
    private final Duration duration;

    private MaintenanceWindow(String text, ExecutionTime openings, Duration duration) {
        this.text = text;
        this.openings = openings;
        this.duration = duration;
    }

    /** Reads the annotation, or says what is allowed. */
    public static Parsed<MaintenanceWindow> read(String annotation) {
        String text = annotation.trim();
        String[] fields = text.split("\\s+");
        if (text.length() > LONGEST_TEXT || fields.length != CRON_FIELDS + 1) {
            return refused(annotation);
        }
        Parsed<GoDuration> duration = GoDuration.between(PATH, fields[CRON_FIELDS], SHORTEST, LONGEST, ALLOWED);
        if (!duration.isGood()) {
            return refused(annotation);
        }
        try {
            CronParser cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
            ExecutionTime openings =
                    ExecutionTime.forCron(cron.parse(text.substring(0, text.length() - fields[CRON_FIELDS].length())
                            .trim()));
            return Parsed.of(new MaintenanceWindow(
                    text, openings, Duration.ofNanos(duration.value().nanos())));
        } catch (IllegalArgumentException noCron) {
            return refused(annotation);
        }
    }

    private static Parsed<MaintenanceWindow> refused(String annotation) {
        return Parsed.refused(new Violation(PATH, Shown.quoted(annotation), ALLOWED));
    }

    /**
     * Why nothing may begin now that nobody has just asked for.
     *
     * @param annotation of the service; empty where it has no window, and everything may begin at any time
     * @return empty where it may begin
     */
    public static Optional<String> closed(String annotation, Instant now) {
        if (annotation.isBlank()) {
            return Optional.empty();
        }
        Parsed<MaintenanceWindow> window = read(annotation);
        return window.isGood()
                ? window.value().closed(now)
                : Optional.of("its maintenance window cannot be read, "
                        + window.violations().get(0));
    }

    private Optional<String> closed(Instant now) {
        ZonedDateTime moment = now.atZone(ZoneOffset.UTC);
        boolean isOpen = openings.lastExecution(moment.plusSeconds(1))
                .filter(opened -> opened.plus(duration).isAfter(moment))
                .isPresent();
        return isOpen ? Optional.empty() : Optional.of(next(moment));
    }

    private String next(ZonedDateTime moment) {
        return "its maintenance window \"" + text + "\" "
                + openings.nextExecution(moment)
                        .map(opens -> "opens at " + opens.toInstant())
                        .orElse("never opens");
    }
}
