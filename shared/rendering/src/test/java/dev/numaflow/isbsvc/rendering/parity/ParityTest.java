package dev.numaflow.isbsvc.rendering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what we render against what Numaflow makes of the same service, whole objects, but for the differences that are listed. */
class ParityTest {

    @ParameterizedTest
    @MethodSource("cases")
    void differsFromNumaflowOnlyWhereListed(String name) throws IOException {
        List<Difference> listed = ListedDifferences.read();

        assertThat(differences(name).filter(found -> listed.stream().noneMatch(found::isListedAs)))
                .as("differences that " + ListedDifferences.FILE + " does not list")
                .isEmpty();
    }

    @Test
    void everyListedDifferenceStillOccurs() throws IOException {
        List<Difference> found =
                Golden.cases().stream().flatMap(ParityTest::differences).toList();

        assertThat(ListedDifferences.read().stream()
                        .filter(listed -> found.stream().noneMatch(d -> d.isListedAs(listed))))
                .as("differences that are listed and no longer occur")
                .isEmpty();
    }

    static List<String> cases() {
        return Golden.cases();
    }

    private static Stream<Difference> differences(String name) {
        return Golden.OBJECTS.stream().flatMap(object -> {
            Map<String, String> theirs = Flat.of(Golden.object(name, object));
            Map<String, String> ours = Flat.of(Ours.object(Golden.service(name), object));
            return between(object, theirs, ours).stream();
        });
    }

    private static List<Difference> between(String object, Map<String, String> theirs, Map<String, String> ours) {
        TreeSet<String> paths = new TreeSet<>(theirs.keySet());
        paths.addAll(ours.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String path : paths) {
            String numaflow = theirs.getOrDefault(path, Difference.ABSENT);
            String own = ours.getOrDefault(path, Difference.ABSENT);
            if (!numaflow.equals(own)) {
                differences.add(new Difference(object, path, numaflow, own));
            }
        }
        return differences;
    }
}
