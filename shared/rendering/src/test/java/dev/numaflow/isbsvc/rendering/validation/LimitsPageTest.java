package dev.numaflow.isbsvc.rendering.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.model.Bounds;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.ServerEnv;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page of limits names every bound by its number, and every name that is ours. */
class LimitsPageTest {

    private final String page = read();

    @Test
    void namesEveryBound() throws IllegalAccessException {
        List<Field> bounds = Arrays.stream(Bounds.class.getFields())
                .filter(field -> !field.getName().equals("LOWEST_PRIORITY"))
                .toList();

        assertThat(bounds).isNotEmpty();
        for (Field bound : bounds) {
            assertThat(page).as(bound.getName()).containsPattern("(?<![0-9])" + bound.getInt(null) + "(?![0-9])");
        }
    }

    @Test
    void namesEveryNameThatIsOurs() {
        assertThat(ServerEnv.OURS).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        assertThat(Labels.KEYS).allSatisfy(key -> assertThat(page).contains(key.substring(key.indexOf('/') + 1) + "`"));
    }

    private static String read() {
        try {
            return Files.readString(Path.of("../../docs/limits.md"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
