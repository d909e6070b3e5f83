package dev.numaflow.isbsvc.rendering.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigDriftTest {

    /** As servers 2.8 report the stream of a bucket, and a consumer. */
    @ParameterizedTest
    @ValueSource(strings = {"allow_direct: true", "compression: none", "name: c"})
    void whatAnOldServerDoesNotKnowIsNoDifference(String setting) {
        String[] field = setting.split(": ");
        JsonNode wanted = json("{'%s': %s, 'max_msgs': 7}".formatted(field[0], quoted(field[1])));

        assertThat(ConfigDrift.between(wanted, json("{'max_msgs': 7}"))).isEmpty();
        assertThat(ConfigDrift.between(wanted, json("{'max_msgs': 7, '%s': 'other'}".formatted(field[0]))))
                .as("a server that knows it")
                .isPresent();
    }

    @Test
    void whatEveryServerKnowsIsADifferenceWhereItIsMissing() {
        assertThat(ConfigDrift.between(json("{'max_msgs': 7}"), json("{}")))
                .hasValueSatisfying(drift -> assertThat(drift).hasToString("max_msgs is nothing instead of 7"));
    }

    private static String quoted(String value) {
        return value.equals("true") ? value : "'" + value + "'";
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
