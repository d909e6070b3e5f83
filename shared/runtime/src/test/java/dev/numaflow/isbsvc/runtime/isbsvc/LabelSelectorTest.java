package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.TestCluster;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelSelectorTest {

    private static final Map<String, String> LABELS = Map.of("app", "nats", "name", "n");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                                                  | true
                    {matchLabels: {app: nats}}                                          | true
                    {matchLabels: {app: nats, name: other}}                             | false
                    {matchLabels: {absent: x}}                                          | false
                    {matchExpressions: [{key: name, operator: In, values: [m, n]}]}     | true
                    {matchExpressions: [{key: name, operator: In, values: [m]}]}        | false
                    {matchExpressions: [{key: name, operator: NotIn, values: [m]}]}     | true
                    {matchExpressions: [{key: absent, operator: NotIn, values: [m]}]}   | true
                    {matchExpressions: [{key: name, operator: NotIn, values: [n]}]}     | false
                    {matchExpressions: [{key: name, operator: Exists}]}                 | true
                    {matchExpressions: [{key: absent, operator: Exists}]}               | false
                    {matchExpressions: [{key: absent, operator: DoesNotExist}]}         | true
                    {matchExpressions: [{key: name, operator: DoesNotExist}]}           | false
                    {matchExpressions: [{key: name, operator: Unheard}]}                | false
                    {matchLabels: {app: nats}, matchExpressions: [{key: x, operator: Exists}]} | false
                    """)
    void selectsAsKubernetesDoes(String selector, boolean selects) {
        assertThat(LabelSelector.matches(TestCluster.tree(selector), LABELS)).isEqualTo(selects);
    }

    @Test
    void anAbsentSelectorSelectsNothing() {
        assertThat(LabelSelector.matches(TestCluster.tree("{}").path("selector"), LABELS))
                .isFalse();
    }
}
