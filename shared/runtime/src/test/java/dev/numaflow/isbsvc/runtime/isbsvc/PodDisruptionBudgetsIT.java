package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.TestCluster;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API server refuses to evict a pod that two budgets select: a user's takes the place of ours wherever it selects one. */
class PodDisruptionBudgetsIT {

    private static final String SERVICE = "{version: latest, replicas: 3, metadata: {labels: {team: b}}}";
    private static final JsonNode RUNS = TestCluster.tree("{metadata: {name: isbsvc-n-js}, spec: {replicas: 3,"
            + " template: {metadata: {labels: {app.kubernetes.io/component: isbsvc, team: a}}}}}");

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        cluster.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{team: b}                                          | true",
                "{team: a}                                          | true",
                "{team: c}                                          | false",
                "{statefulset.kubernetes.io/pod-name: isbsvc-n-js-2} | true",
                "{statefulset.kubernetes.io/pod-name: isbsvc-n-js-3} | false",
                "{statefulset.kubernetes.io/pod-name: isbsvc-m-js-0} | false",
                "{apps.kubernetes.io/pod-index: '1', team: a}        | true",
            })
    void aBudgetCountsThatSelectsAPodAsItRunsOrAsItIsWanted(String labels, boolean expected) {
        cluster.apply("{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: theirs, namespace: "
                + cluster.namespace() + "}, spec: {maxUnavailable: 1, selector: {matchLabels: " + labels + "}}}");
        JsonNode service = cluster.apply(cluster.service("n", SERVICE));
        ValidService wanted =
                LiveService.of(service, ControllerConfig.builtIn()).desired().value();

        assertThat(new PodDisruptionBudgets(cluster.cluster())
                        .of(Children.of(wanted), Optional.of(RUNS))
                        .userHasOne())
                .isEqualTo(expected);
    }
}
