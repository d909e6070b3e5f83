package dev.numaflow.isbsvc.rendering.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlDocumentsTest {

    @Test
    void resolvesAnchorsAndMergeKeys() {
        assertThat(json("a: &x {log: {}}\nb: *x\nc: {<<: *x, own: 1}"))
                .isEqualTo("{\"a\":{\"log\":{}},\"b\":{\"log\":{}},\"c\":{\"log\":{},\"own\":1}}");
    }

    @ParameterizedTest
    @CsvSource({
        "yes, '\"yes\"'",
        "010, '\"010\"'",
        "0x10, '\"0x10\"'",
        "1_000, '\"1_000\"'",
        "2026-01-01, '\"2026-01-01\"'",
        "12:30:45, '\"12:30:45\"'",
        "2.12.7, '\"2.12.7\"'",
        "true, true",
        "7, 7",
        "-7, -7",
        "1.5, 1.5",
        "99999999999, 99999999999",
        "~, null",
        "'', null"
    })
    void keepsTextWhatIsNotSurelySomethingElse(String written, String json) {
        assertThat(json("v: " + written)).isEqualTo("{\"v\":" + json + "}");
    }

    @Test
    void readsEveryDocumentAndSkipsEmptyOnes() {
        assertThat(YamlDocuments.read("---\n# nothing\n---\na: 1\n---\nb: 2\n", "file")
                        .value())
                .extracting(JsonNode::toString)
                .containsExactly("{\"a\":1}", "{\"b\":2}");
        assertThat(YamlDocuments.read("", "file").value()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [", "a: 1\na: 2", "a: b: c", "\"a", "? [1]\n: 2", "a: !!java.io.File x", "a: &a [*a]"})
    void refusesBrokenTextOnOneLine(String text) {
        assertThat(YamlDocuments.read(text, "file.yaml").violations())
                .singleElement()
                .satisfies(violation -> {
                    assertThat(violation.path()).isEqualTo("file.yaml");
                    assertThat(violation.found()).doesNotContain("\n").startsWith("text that is no YAML");
                });
    }

    /** Turning digits into a number takes longer than reading them, the longer they are the more. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void leavesNumbersOfMoreDigitsThanAnybodyMeansAsText() {
        String digits = "7".repeat(2_000_000);
        String yaml = "a: 7777777777777777777777777777777777777777\nb: 1e999\nc: 1e9999\nd: %s\ne: .%s\nf: 1e%s"
                .formatted(digits, digits.substring(1_500_000), digits.substring(1_500_000));

        JsonNode read = YamlDocuments.read(yaml, "file").value().get(0);

        assertThat(read.path("a").isBigInteger()).isTrue();
        assertThat(read.path("b").isNumber()).isTrue();
        assertThat(List.of("c", "d", "e", "f")).allMatch(name -> read.path(name).isTextual());
    }

    @Test
    void survivesDocumentsThatGrowByReferences() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i <= 24; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }

        assertThat(YamlDocuments.read(bomb.toString(), "file").isGood()).isFalse();
    }

    private static String json(String yaml) {
        List<JsonNode> documents = YamlDocuments.read(yaml, "file").value();
        assertThat(documents).hasSize(1);
        return documents.get(0).toString();
    }
}
