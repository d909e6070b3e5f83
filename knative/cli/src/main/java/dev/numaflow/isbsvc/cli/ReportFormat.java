package dev.numaflow.isbsvc.cli;

import java.util.Locale;
import picocli.CommandLine.Option;

/** The option of every report about a cluster: for people, or for programs. */
final class ReportFormat {

    /** How a report is printed. */
    enum Format {
        TABLE,
        JSON;

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "One of ${COMPLETION-CANDIDATES} (default: table). JSON holds the same facts.")
    private Format format;

    boolean isJson() {
        return format == Format.JSON;
    }
}
