package dev.numaflow.isbsvc.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What no API server lets through, and how it says so. */
interface RefusalContract extends ApiContract {

    private String createStatefulSet() {
        String sets = path("apps/v1", "statefulsets");
        http().post(sets, PlainHttp.resource("statefulset.yaml").toString()).requireStatus(201);
        return sets + "/nodes";
    }

    @Test
    default void keepsWhatOfAStatefulSetCannotChange() {
        String set = createStatefulSet();

        for (String change : new String[] {
            "{serviceName: other}",
            "{podManagementPolicy: OrderedReady}",
            "{volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 9Gi}}}}]}"
        }) {
            assertThat(http().patch(MERGE_PATCH, set, "{spec: " + change + "}")
                            .requireStatus(422)
                            .causes())
                    .as(change)
                    .containsExactly("spec FieldValueForbidden");
        }
    }

    @Test
    default void refusesAStatefulSetThatSelectsOtherPods() {
        assertThat(http().post(
                                path("apps/v1", "statefulsets"),
                                "{metadata: {name: C}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: c}},"
                                        + " spec: {containers: [{name: a, image: 'a:1'}, {name: a}]}}}}")
                        .requireStatus(422)
                        .causes())
                .contains(
                        "metadata.name FieldValueInvalid",
                        "spec.template.metadata.labels FieldValueInvalid",
                        "spec.template.spec.containers[1].name FieldValueDuplicate",
                        "spec.template.spec.containers[1].image FieldValueRequired");
    }

    @Test
    default void refusesARequestAboveItsLimit() {
        assertThat(http().post(
                                path("v1", "pods"),
                                "{metadata: {name: one}, spec: {containers: [{name: a, image: 'a:1', resources: {requests: {cpu: 2},"
                                        + " limits: {cpu: 500m}}}]}}")
                        .requireStatus(422)
                        .causes())
                .containsExactly("spec.containers[0].resources.requests FieldValueInvalid");
    }

    @Test
    default void keepsAnImmutableSecretAsItIs() {
        String secrets = path("v1", "secrets");
        http().post(secrets, "{metadata: {name: one}, data: {a: YQ==}, immutable: true}")
                .requireStatus(201);

        assertThat(http().patch(MERGE_PATCH, secrets + "/one", "{data: {a: Yg==}}")
                        .requireStatus(422)
                        .causes())
                .containsExactly("data FieldValueForbidden");
        assertThat(http().patch(MERGE_PATCH, secrets + "/one", "{immutable: null}")
                        .requireStatus(422)
                        .causes())
                .containsExactly("immutable FieldValueForbidden");
        http().patch(MERGE_PATCH, secrets + "/one", "{metadata: {labels: {a: b}}}")
                .requireStatus(200);
    }

    @Test
    default void refusesUnknownFieldsIfAskedToBeStrict() {
        String map = "{metadata: {name: one}, data: {a: b}, nonsense: {a: 1}}";

        assertThat(http().post(configMaps() + "?fieldValidation=Strict", map)
                        .requireStatus(400)
                        .body()
                        .path("message")
                        .asText())
                .contains("unknown field \"nonsense\"");
        PlainHttp.Answer warned = http().post(configMaps(), map).requireStatus(201);
        assertThat(warned.body().has("nonsense")).isFalse();
        assertThat(warned.response().headers().firstValue("Warning"))
                .hasValueSatisfying(text -> assertThat(text).contains("unknown field"));
    }

    @Test
    default void refusesValuesOfAnotherType() {
        http().post(configMaps(), "{metadata: {name: one}, data: {a: 1}}").requireStatus(400);
        http().post(path("v1", "secrets"), "{metadata: {name: one}, data: {a: '%'}}")
                .requireStatus(400);
        http().post(path("coordination.k8s.io/v1", "leases"), "{metadata: {name: one}, spec: {renewTime: 'now'}}")
                .requireStatus(400);
    }

    @Test
    default void refusesLabelsThatAreNone() {
        assertThat(http().post(configMaps(), "{metadata: {name: one, labels: {'a b': c, d: 'e f'}}}")
                        .requireStatus(422)
                        .causes())
                .containsExactly("metadata.labels FieldValueInvalid", "metadata.labels FieldValueInvalid");
    }

    @Test
    default void refusesOptionsThatMeanNothing() {
        createConfigMap("one", "{a: b}");

        http().patch(MERGE_PATCH, configMaps() + "/one?dryRun=Some", "{data: {a: c}}")
                .requireStatus(422);
        http().patch(MERGE_PATCH, configMaps() + "/one?force=true", "{data: {a: c}}")
                .requireStatus(422);
        http().delete(configMaps() + "/one?propagationPolicy=Sideways", null).requireStatus(422);
        http().put(configMaps(), "{}").requireStatus(405);
        http().put(configMaps() + "/one", "{metadata: {name: two}}").requireStatus(400);
    }

    @Test
    default void refusesABudgetThatSaysBoth() {
        assertThat(http().post(
                                path("policy/v1", "poddisruptionbudgets"),
                                "{metadata: {name: one}, spec: {minAvailable: 1, maxUnavailable: 1}}")
                        .requireStatus(422)
                        .causes())
                .containsExactly("spec FieldValueInvalid");
    }
}
