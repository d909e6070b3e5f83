package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A majority stays only where every stream and every durable consumer has three copies (invariant 13). */
class StoredMessagesTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{durable_name: c}                  | 5 | MAJORITY",
                "{durable_name: c, num_replicas: 3} | 5 | MAJORITY",
                "{durable_name: c, num_replicas: 1} | 5 | COPIED",
                "{durable_name: c, num_replicas: 1} | 0 | NONE",
                // It ends with its reader, which creates another.
                "{num_replicas: 1}                  | 5 | MAJORITY",
            })
    void countTheCopiesOfDurableConsumersAsWell(String consumer, int messages, StoredMessages expected)
            throws JsonProcessingException {
        List<NodeReport> nodes = new ArrayList<>();
        for (String name : List.of("n-0", "n-1", "n-2")) {
            String consumers = name.equals("n-1") ? "[{name: c, config: " + consumer + "}]" : "[]";
            nodes.add(NodeReport.of(
                    name,
                    YAML.readTree(
                            "{account_details: [{stream_detail: [{name: s, config: {num_replicas: 3}, state: {messages: "
                                    + messages + "}, consumer_detail: " + consumers + "}]}]}")));
        }

        assertThat(StoredMessages.of(nodes, 3, false)).isEqualTo(expected);
    }
}
