package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.change.ChangePreview.Row;
import dev.numaflow.isbsvc.rendering.change.ChangePreview.Write;
import dev.numaflow.isbsvc.rendering.children.Children;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangePreviewTest {

    /** A row of the policy each: the change, the field that is told, and what it does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: 2.10.29                       | version: 2.12.7                            | version                    | ROLL",
                "version: 2.12.7                        | version: 2.10.29                           | version                    | HELD",
                "startArgs: [-D]                        | startArgs: [-DV]                           | startArgs                  | ROLL",
                "startArgs: [-D]                        | replicas: 3                                | startArgs                  | ROLL",
                "replicas: 3                            | containerTemplate: {env: [{name: A, value: b}]} | containerTemplate     | ROLL",
                "replicas: 3                            | reloaderContainerTemplate: {imagePullPolicy: Never} | reloaderContainerTemplate | ROLL",
                "metricsContainerTemplate: {imagePullPolicy: Never} | replicas: 3                    | metricsContainerTemplate   | ROLL",
                "replicas: 3                            | metadata: {labels: {a: b}}                 | metadata                   | ROLL",
                "nodeSelector: {disk: fast}             | replicas: 3                                | nodeSelector               | ROLL",
                "replicas: 3                            | tolerations: [{operator: Exists}]          | tolerations                | ROLL",
                "replicas: 3                            | securityContext: {runAsUser: 5}            | securityContext            | ROLL",
                "replicas: 3                            | imagePullSecrets: [{name: a}]              | imagePullSecrets           | ROLL",
                "replicas: 3                            | priorityClassName: high                    | priorityClassName          | ROLL",
                "replicas: 3                            | priority: 5                                | priority                   | ROLL",
                "replicas: 3                            | affinity: {nodeAffinity: {}}               | affinity                   | ROLL",
                "replicas: 3                            | serviceAccountName: nats                   | serviceAccountName         | ROLL",
                "automountServiceAccountToken: true     | automountServiceAccountToken: false        | automountServiceAccountToken | ROLL",
                "replicas: 3                            | runtimeClassName: kata                     | runtimeClassName           | ROLL",
                "replicas: 3                            | dnsPolicy: Default                         | dnsPolicy                  | ROLL",
                "replicas: 3                            | dnsConfig: {nameservers: [1.1.1.1]}        | dnsConfig                  | ROLL",
                "replicas: 3                            | resourceClaims: [{name: a, resourceClaimName: b}] | resourceClaims      | ROLL",
                "replicas: 3                            | settings: 'max_payload: 2000000'           | settings.max_payload       | RELOAD",
                "replicas: 3                            | settings: 'max_payload: 68157440'          | settings.max_payload       | ROLL",
                "settings: 'max_payload: 65MB'          | settings: 'max_payload: 64MB'              | settings.max_payload       | ROLL",
                "settings: 'max_payload: 65MB'          | settings: 'max_payload: 66MB'              | settings.max_payload       | ROLL",
                "settings: 'max_payload: 33MB'          | settings: 'max_payload: 64MB'              | settings.max_payload       | RELOAD",
                "replicas: 3                            | settings: 'max_file_store: 5G'             | settings.max_file_store    | ROLL",
                "replicas: 3                            | settings: 'max_memory_store: 1G'           | settings.max_memory_store  | ROLL",
                "replicas: 3                            | bufferConfig: 'stream: {maxMsgs: 5}'       | bufferConfig               | NONE",
                "replicas: 3                            | replicas: 1                                | replicas                   | STEPS",
                "persistence: {volumeSize: 1Gi}         | persistence: {volumeSize: 2Gi}             | persistence                | STEPS",
                "persistence: {volumeSize: 2Gi}         | persistence: {volumeSize: 1Gi}             | persistence                | HELD",
                "replicas: 3                            | encryption: true                           | encryption                 | HELD",
            })
    void reportsTheFieldAndWhatItsChangeDoes(String from, String to, String field, Effect effect) {
        ChangePreview plan = plan(persistent(from), persistent(to));

        assertThat(plan.rows())
                .extracting(Row::field, Row::effect)
                .containsExactly(tuple("spec.jetstream." + field, effect));
        assertThat(plan.rows().get(0).running()).isNotEqualTo(plan.rows().get(0).desired());
        assertThat(plan.holdsSomething()).isEqualTo(effect.compareTo(Effect.STEPS) >= 0);
    }

    /** The partition and the budget are how that is done, and no changes of their own. */
    @Test
    void reportsThatNodesWithoutPersistenceAreReplacedInSteps() {
        CurrentState runs = CurrentState.asApplied(Services.jetstream("replicas: 3"));
        ChangeDecision decision = Decisions.decide(
                Services.jetstream("replicas: 3, startArgs: [-DV], settings: 'max_file_store: 5G'"),
                runs.live(),
                "",
                Decisions.nodes("3x5 3x5 3x5"));

        ChangePreview plan = ChangePreview.of(decision, runs);

        assertThat(plan.rows())
                .extracting(Row::field, Row::effect)
                .containsExactlyInAnyOrder(
                        tuple("spec.jetstream.startArgs", Effect.STEPS),
                        tuple("spec.jetstream.settings.max_file_store", Effect.STEPS));
        assertThat(plan.holdsSomething()).isFalse();
        assertThat(plan.writes())
                .extracting(Write::object, Write::effect)
                .contains(
                        tuple("PodDisruptionBudget isbsvc-default-js-pdb", Effect.NONE),
                        tuple("StatefulSet isbsvc-default-js", Effect.STEPS));
    }

    @ParameterizedTest
    @CsvSource({"3, 5", "5, 3", "5, 25"})
    void reportsThatTheNumberOfNodesIsChangedInSteps(int from, int to) {
        ChangePreview plan = plan(persistent("replicas: " + from), persistent("replicas: " + to + ", startArgs: [-D]"));

        assertThat(plan.rows())
                .extracting(Row::field, Row::running, Row::desired, Row::effect)
                .contains(tuple("spec.jetstream.replicas", "" + from, "" + to, Effect.STEPS))
                .hasSize(2);
        assertThat(plan.holdsSomething()).isFalse();
        assertThat(plan.writes())
                .extracting(Write::object)
                .as("the first step comes after the budget is written")
                .contains("PodDisruptionBudget isbsvc-default-js-pdb");
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    void reportsThatTlsIsSwitchedInSteps(boolean from, boolean to) {
        ChangePreview plan = plan(persistent("tls: " + from), persistent("tls: " + to));

        assertThat(plan.rows())
                .extracting(Row::field, Row::running, Row::desired, Row::effect)
                .containsExactly(tuple("spec.jetstream.tls", "" + from, "" + to, Effect.STEPS));
        assertThat(plan.holdsSomething()).isFalse();
        assertThat(plan.writes()).as("the first step writes for itself").isEmpty();
    }

    @Test
    void isEmptyWhereNothingChanges() {
        ChangePreview plan = plan("persistence: {}, startArgs: [-D]", "persistence: {}, startArgs: [-D]");

        assertThat(plan.changesNothing()).isTrue();
        assertThat(plan.writes()).isEmpty();
    }

    @Test
    void reportsWhichObjectsAreWrittenInWhichOrder() {
        assertThat(plan("persistence: {}", "persistence: {}, startArgs: [-D], settings: 'max_payload: 2000000'")
                        .writes())
                .containsExactly(
                        new Write("ConfigMap isbsvc-default-js-config", "update", Effect.RELOAD),
                        new Write("StatefulSet isbsvc-default-js", "update", Effect.ROLL));
    }

    private static String persistent(String fields) {
        return fields.contains("persistence") ? fields : "persistence: {}, " + fields;
    }

    private static ChangePreview plan(String from, String to) {
        CurrentState before = CurrentState.asApplied(Services.jetstream(from));
        return ChangePreview.of(
                ChangeDecider.decide(Children.of(Services.jetstream(to)), before.live(), "", ClusterQueries.UNKNOWN)
                        .value(),
                before);
    }
}
