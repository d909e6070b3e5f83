package dev.numaflow.isbsvc.runtime.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import net.jqwik.api.SampleReportingFormat;

/** Prints a tree that a property failed with on one line, as JSON: that is what can be put into a test. Long parts are cut. */
public final class ReadableTree implements SampleReportingFormat {

    private static final int LONGEST = 5_000;

    @Override
    public boolean appliesTo(Object value) {
        return value instanceof JsonNode;
    }

    @Override
    public Object report(Object value) {
        // Values of 70 000 equal characters, or 5 000 elements, are known by their beginning.
        String text = value.toString().replaceAll("(.)\\1{200,}", "$1...$1");
        return SampleReportingFormat.plainLabel(text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text);
    }
}
