package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** With which encryption the servers start of a service whose StatefulSet is lost (invariant 7). */
class LostNamesTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theClaimsDecideAndOneWithoutARecordHasNothingYet() {
        assertThat(of("2", "2", "2").value()).isEqualTo(2);
        assertThat(of("2", null, "2").value()).isEqualTo(2);
        assertThat(of("0", "0", null).value()).isZero();
    }

    @Test
    void whereNoneRecordsAnyTheNewestConfigurationDecides() {
        assertThat(of((String) null).value()).isEqualTo(7);
        assertThat(LostNames.of(List.of(), () -> 7).value()).isEqualTo(7);
    }

    @Test
    void nothingIsDoneWhereClaimsDiffer() {
        Parsed<Integer> refused = of("0", null, "1");

        assertThat(refused.isGood()).isFalse();
        assertThat(refused.violations().get(0).toString()).contains("\"0\" on claim-0", "\"1\" on claim-2");
    }

    private static Parsed<Integer> of(String... recorded) {
        return LostNames.of(
                IntStream.range(0, recorded.length)
                        .mapToObj(i -> claim("claim-" + i, recorded[i]))
                        .toList(),
                () -> 7);
    }

    private static JsonNode claim(String name, String recorded) {
        ObjectNode claim = JSON.createObjectNode();
        claim.withObject("/metadata").put("name", name);
        if (recorded != null) {
            claim.withObject("/metadata/annotations").put(Annotations.ENCRYPTION_SUFFIX, recorded);
        }
        return claim;
    }
}
