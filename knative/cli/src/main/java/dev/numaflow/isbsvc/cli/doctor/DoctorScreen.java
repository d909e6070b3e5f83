package dev.numaflow.isbsvc.cli.doctor;

import java.util.List;
import java.util.Locale;

/** Prints findings for people: each with what to do about it. */
public final class DoctorScreen {

    private DoctorScreen() {}

    /** All of them, and a line that counts. */
    public static String print(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append("%-8s %s: %s%n".formatted(finding.level(), finding.check(), finding.found()));
            if (finding.todo() != null) {
                text.append("         -> ").append(finding.todo()).append('\n');
            }
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%d ok, %d warnings, %d problems%n",
                        count(findings, Finding.Level.OK),
                        count(findings, Finding.Level.WARNING),
                        count(findings, Finding.Level.PROBLEM)))
                .toString();
    }

    private static long count(List<Finding> findings, Finding.Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
