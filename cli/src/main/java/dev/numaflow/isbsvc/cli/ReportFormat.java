package dev.numaflow.isbsvc.cli;

import java.util.Locale;
import picocli.CommandLine.Option;

/** The output option of every report about a cluster: text or JSON. */
final class ReportFormat {

    /** The output formats of a report. */
    enum Format {
        TABLE,
        JSON;

        /** The value on the command line. */
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
