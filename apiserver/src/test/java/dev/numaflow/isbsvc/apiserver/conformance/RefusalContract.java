package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What no API server lets through, and how it says so. */
interface RefusalContract extends ApiContract {

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
        assertThat(http().post(configMaps(), "{metadata: {name: one}, data: {a: 1}}")
                        .status())
                .isIn(400, 422);
        assertThat(http().post(
                                path("coordination.k8s.io/v1", "leases"),
                                "{metadata: {name: one}, spec: {leaseDurationSeconds: now}}")
                        .status())
                .isIn(400, 422);
    }

    @Test
    default void refusesOptionsThatMeanNothing() {
        createConfigMap("one", "{a: b}");

        assertThat(http().patch(MERGE_PATCH, configMaps() + "/one?dryRun=Some", "{data: {a: c}}")
                        .status())
                .isIn(400, 422);
        assertThat(http().delete(configMaps() + "/one?propagationPolicy=Sideways", null)
                        .status())
                .isIn(400, 422);
        http().put(configMaps(), "{}").requireStatus(405);
        http().put(configMaps() + "/one", "{metadata: {name: two}}").requireStatus(400);
    }
}
