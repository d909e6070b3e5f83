package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** What the command says of a service that the functions have not let go of in time. */
class ReleaseWaitTest {

    private static final String HELD =
            "{\"type\": \"ChangesHeld\", \"status\": \"True\", \"message\": \"it stays reconciled\"}";
    private static final String STEPS =
            "{\"type\": \"StepsPending\", \"status\": \"True\", \"message\": \"step 2 of 3: node n-1 waits\"}";

    @Test
    void saysWhichStepAPodIsWaitedForWith() throws JsonProcessingException {
        assertThat(words(HELD + ", " + STEPS, false))
                .contains("step 2 of 3: node n-1 waits", "It goes on by itself", "repeated to wait")
                .doesNotContain("as soon as they are called");
    }

    /** What only the servers knew, as how many copies there are. */
    @Test
    void saysWhatTheFunctionsFoundThatKeepsItHere() throws JsonProcessingException {
        assertThat(words(HELD, true)).isEqualTo("it is held: it stays reconciled");
    }

    @Test
    void knowsNoMoreThanThePreviewWhereNoFunctionHasAnswered() throws JsonProcessingException {
        assertThat(words("", true)).startsWith("they replace the pods first, one by one");
        assertThat(words("", false)).isEqualTo("they go on as soon as they are called");
    }

    private static String words(String conditions, boolean rollsPods) throws JsonProcessingException {
        return ReleaseWait.of(
                new ObjectMapper().readTree("{\"status\": {\"conditions\": [" + conditions + "]}}"), rollsPods);
    }
}
