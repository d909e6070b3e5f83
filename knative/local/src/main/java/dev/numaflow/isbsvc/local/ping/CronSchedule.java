package dev.numaflow.isbsvc.local.ping;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A cron schedule of 5 fields, or of 6 with seconds first; numbers only, with lists, ranges and steps. */
public final class CronSchedule {
    private static final Pattern RANGE =
            Pattern.compile("(?<first>\\*|\\d{1,2})(-(?<last>\\d{1,2}))?(/(?<step>[1-9]\\d?))?");
    private static final int YEARS_TO_LOOK = 5;

    private final BitSet seconds;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet daysOfMonth;
    private final BitSet months;
    private final BitSet daysOfWeek;
    private final boolean eitherDay;

    private CronSchedule(List<String> fields) {
        seconds = values(fields.get(0), 0, 59);
        minutes = values(fields.get(1), 0, 59);
        hours = values(fields.get(2), 0, 23);
        daysOfMonth = values(fields.get(3), 1, 31);
        months = values(fields.get(4), 1, 12);
        daysOfWeek = values(fields.get(5), 0, 6);
        // As in cron: when both days are restricted, one of them is enough.
        eitherDay = !fields.get(3).startsWith("*") && !fields.get(5).startsWith("*");
    }

    public static CronSchedule parse(String schedule) {
        List<String> fields = Arrays.asList(schedule.trim().split("\\s+"));
        if (fields.size() == 5) {
            return parse("0 " + schedule.trim());
        }
        if (fields.size() != 6) {
            throw new IllegalArgumentException("schedule \"" + schedule + "\" has " + fields.size()
                    + " fields; allowed: 5, or 6 with seconds first");
        }
        return new CronSchedule(fields);
    }

    private static BitSet values(String field, int lowest, int highest) {
        BitSet values = new BitSet();
        for (String part : field.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw refused(field, lowest, highest);
            }
            int step = range.group("step") == null ? 1 : Integer.parseInt(range.group("step"));
            int first = range.group("first").equals("*") ? lowest : Integer.parseInt(range.group("first"));
            int last = last(range, first, highest);
            if (first < lowest || last > highest || first > last) {
                throw refused(field, lowest, highest);
            }
            for (int value = first; value <= last; value += step) {
                values.set(value);
            }
        }
        return values;
    }

    /** The end of a range: the given one, or the highest for {@code *} and for a start with a step. */
    private static int last(Matcher range, int first, int highest) {
        if (range.group("last") != null) {
            return Integer.parseInt(range.group("last"));
        }
        return range.group("first").equals("*") || range.group("step") != null ? highest : first;
    }

    private static IllegalArgumentException refused(String field, int lowest, int highest) {
        return new IllegalArgumentException("cron field \"" + field + "\"; allowed: *, numbers " + lowest + " to "
                + highest + ", lists, ranges and steps of them");
    }

    /** The first tick after the given moment; missed ones are skipped. */
    public ZonedDateTime after(ZonedDateTime moment) {
        ZonedDateTime candidate = moment.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        ZonedDateTime end = moment.plusYears(YEARS_TO_LOOK);
        while (candidate.isBefore(end)) {
            if (!months.get(candidate.getMonthValue()) || !onDay(candidate)) {
                candidate = candidate.truncatedTo(ChronoUnit.DAYS).plusDays(1);
            } else if (!hours.get(candidate.getHour())) {
                candidate = candidate.truncatedTo(ChronoUnit.HOURS).plusHours(1);
            } else if (!minutes.get(candidate.getMinute())) {
                candidate = candidate.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
            } else if (!seconds.get(candidate.getSecond())) {
                candidate = candidate.plusSeconds(1);
            } else {
                return candidate;
            }
        }
        throw new IllegalStateException("the schedule has no tick within " + YEARS_TO_LOOK + " years");
    }

    private boolean onDay(ZonedDateTime moment) {
        boolean dayOfMonth = daysOfMonth.get(moment.getDayOfMonth());
        boolean dayOfWeek = daysOfWeek.get(moment.get(ChronoField.DAY_OF_WEEK) % 7);
        return eitherDay ? dayOfMonth || dayOfWeek : dayOfMonth && dayOfWeek;
    }
}
