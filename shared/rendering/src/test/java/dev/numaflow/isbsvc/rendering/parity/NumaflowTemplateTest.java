package dev.numaflow.isbsvc.rendering.parity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.NumaflowTemplate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what is taken for Numaflow's pod template against the one that its controller makes of the same service. */
class NumaflowTemplateTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @MethodSource("cases")
    void isWhatNumaflowsControllerRenders(String name) {
        Map<String, String> theirs =
                new TreeMap<>(Flat.of(Golden.object(name, "statefulset").at("/spec/template")));

        assertThat(Flat.of(JSON.valueToTree(NumaflowTemplate.render(Golden.service(name)))))
                .isEqualTo(theirs);
    }

    static List<String> cases() {
        return Golden.cases();
    }
}
