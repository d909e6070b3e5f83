package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server tells of itself. */
interface DiscoveryContract extends ApiContract {

    @Test
    default void namesItsVersion() {
        assertThat(http().get("/version").body().path("gitVersion").asText()).startsWith("v1.34");
    }

    @Test
    default void namesItsGroupsAndResources() {
        assertThat(http().get("/apis").body().path("groups").findValuesAsText("name"))
                .contains("apps", "policy", "coordination.k8s.io", "apiextensions.k8s.io");
        JsonNode resources = http().get("/apis/" + Widgets.GROUP_VERSION)
                .requireStatus(200)
                .body()
                .path("resources");
        assertThat(resources.findValuesAsText("name")).contains("widgets");
        assertThat(resources.get(0).path("shortNames")).hasToString("[\"wd\"]");
    }

    @Test
    default void reportsClientsThatItValidatesFields() {
        List<String> parameters = new ArrayList<>();
        http().get("/openapi/v3/apis/" + Widgets.GROUP_VERSION)
                .requireStatus(200)
                .body()
                .path("paths")
                .forEach(each ->
                        parameters.addAll(each.path("patch").path("parameters").findValuesAsText("name")));
        assertThat(parameters).contains("fieldValidation");
    }

    @Test
    default void answersUnknownGroupsWithNotFound() {
        http().get("/apis/nonsense.dev/v1").requireStatus(404);
        http().get("/apis/nonsense.dev/v1/things").requireStatus(404);
    }
}
