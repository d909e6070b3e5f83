package dev.numaflow.isbsvc.runtime.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The index of decisions names each page of the folder, by number and title, with a status that exists. */
class DecisionIndexTest {

    private static final Path FOLDER = Path.of("../../docs/adr");
    private static final Pattern STATUS = Pattern.compile("Accepted(, amended by \\d+)?|Superseded by \\d+");

    @Test
    void hasOneLineForEachPageInTheirOrder() throws IOException {
        List<List<String>> lines = lines();

        assertThat(lines.stream().map(line -> "# " + line.get(0) + ". " + line.get(1)))
                .containsExactlyElementsOf(pages());
    }

    @Test
    void givesEachAStatusAndASentence() throws IOException {
        assertThat(lines()).isNotEmpty().allSatisfy(line -> {
            assertThat(line.get(2)).matches(STATUS);
            assertThat(line.get(3)).endsWith(".");
        });
    }

    /** What its heading says, and its file, as a link in the index says both. */
    private static List<String> pages() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> !file.endsWith("README.md"))
                    .sorted()
                    .map(DecisionIndexTest::linked)
                    .toList();
        }
    }

    private static String linked(Path page) {
        try {
            String heading = Files.readAllLines(page).get(0);
            int title = heading.indexOf(". ") + 2;
            return heading.substring(0, title) + "[" + heading.substring(title) + "](" + page.getFileName() + ")";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<List<String>> lines() throws IOException {
        return Files.readAllLines(FOLDER.resolve("README.md")).stream()
                .filter(line -> line.matches("\\| \\d+ \\|.*"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")))
                .toList();
    }
}
