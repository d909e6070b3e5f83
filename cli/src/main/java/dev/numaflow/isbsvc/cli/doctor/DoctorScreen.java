package dev.numaflow.isbsvc.cli.doctor;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** Prints findings as text, and the advice, once where it is the same for several. */
public final class DoctorScreen {

    private DoctorScreen() {}

    /** All findings, and a line with their numbers. */
    public static String print(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        Set<String> advised = new HashSet<>();
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            text.append("%-8s %s: %s%n".formatted(finding.level(), finding.check(), finding.found()));
            boolean nextSaysTheSame = i + 1 < findings.size()
                    && Objects.equals(finding.todo(), findings.get(i + 1).todo());
            if (finding.todo() != null && !nextSaysTheSame) {
                text.append("         -> ")
                        .append(advised.add(finding.todo()) ? finding.todo() : "as above")
                        .append('\n');
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
