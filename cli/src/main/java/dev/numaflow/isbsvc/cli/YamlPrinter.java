package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.util.StringQuotingChecker;
import java.util.regex.Pattern;

/** Prints trees as readable YAML that parsers of YAML 1.1 and 1.2 read the same way. */
final class YamlPrinter {

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .stringQuotingChecker(new Cautious())
            .build());

    private YamlPrinter() {}

    static String print(JsonNode tree) {
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be printed", e);
        }
    }

    /** Omits quotes only where every version of YAML reads the text as a string. */
    private static final class Cautious extends StringQuotingChecker.Default {

        private static final Pattern SURELY_TEXT = Pattern.compile("[A-Za-z/$][A-Za-z0-9_./$()-]*");

        @Override
        public boolean needToQuoteValue(String value) {
            boolean block = value.indexOf('\n') >= 0;
            return super.needToQuoteValue(value)
                    || !block && !SURELY_TEXT.matcher(value).matches();
        }
    }
}
