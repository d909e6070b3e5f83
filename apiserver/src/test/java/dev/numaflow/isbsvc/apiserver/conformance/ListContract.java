package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists: selectors and pages. */
interface ListContract extends ApiContract {

    private void createLabelled() {
        http().post(configMaps(), "{metadata: {name: a, labels: {app: x, tier: one}}}")
                .requireStatus(201);
        http().post(configMaps(), "{metadata: {name: b, labels: {app: y}}}").requireStatus(201);
        http().post(configMaps(), "{metadata: {name: c, labels: {app: z, tier: two}}}")
                .requireStatus(201);
    }

    private List<String> selected(String parameter, String selector) {
        String query = "?" + parameter + "=" + URLEncoder.encode(selector, StandardCharsets.UTF_8);
        return names(http().get(configMaps() + query).requireStatus(200).body());
    }

    private static List<String> names(JsonNode list) {
        return list.path("items").findValues("metadata").stream()
                .map(each -> each.path("name").asText())
                .filter(each -> each.length() == 1)
                .toList();
    }

    @Test
    default void selectsByLabels() {
        createLabelled();

        assertThat(selected("labelSelector", "app=x")).containsExactly("a");
        assertThat(selected("labelSelector", "app!=x,app")).containsExactly("b", "c");
        assertThat(selected("labelSelector", "tier")).containsExactly("a", "c");
        assertThat(selected("labelSelector", "app,!tier")).containsExactly("b");
        http().get(configMaps() + "?labelSelector=a%20b").requireStatus(400);
    }

    @Test
    default void selectsByFieldsThatItKnows() {
        createLabelled();

        assertThat(selected("fieldSelector", "metadata.name=b")).containsExactly("b");
        http().get(configMaps() + "?fieldSelector=data.x%3D1").requireStatus(400);
    }

    /** A server may answer with more than the limit, and says then that nothing is left. */
    @Test
    default void whoFollowsThePagesSeesEverythingOnce() {
        createLabelled();

        List<String> seen = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = http().get(configMaps() + "?labelSelector=app&limit=2" + next)
                    .requireStatus(200)
                    .body();
            seen.addAll(names(page));
            next = "&continue=" + page.at("/metadata/continue").asText();
        } while (!next.equals("&continue="));

        assertThat(seen).containsExactly("a", "b", "c");
    }

    @Test
    default void showsNothingButMetadataToWhoAsksForNoMore() {
        http().post(path("v1", "secrets"), "{metadata: {name: s, labels: {app: x}}, stringData: {password: secret}}")
                .requireStatus(201);
        String form = "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1";

        JsonNode list = http().getAs(form.formatted("List"), path("v1", "secrets") + "?labelSelector=app&limit=1")
                .requireStatus(200)
                .body();
        JsonNode one = http().getAs(form.formatted(""), path("v1", "secrets") + "/s")
                .requireStatus(200)
                .body();

        assertThat(list.path("kind").asText()).isEqualTo("PartialObjectMetadataList");
        assertThat(list.path("apiVersion").asText()).isEqualTo("meta.k8s.io/v1");
        assertThat(list.path("metadata").path("resourceVersion").asText()).isNotEmpty();
        assertThat(list.path("items")).containsExactly(one);
        assertThat(one.path("kind").asText()).isEqualTo("PartialObjectMetadata");
        assertThat(one.path("metadata").path("labels").path("app").asText()).isEqualTo("x");
        assertThat(one.fieldNames()).toIterable().containsExactlyInAnyOrder("kind", "apiVersion", "metadata");
        http().getAs(form.formatted(""), path("v1", "secrets")).requireStatus(406);
        http().getAs(form.formatted("List"), path("v1", "secrets") + "/s").requireStatus(406);
    }

    @Test
    default void listsOverAllNamespaces() {
        createLabelled();

        assertThat(client().configMaps()
                        .inAnyNamespace()
                        .withLabel("tier", "two")
                        .list()
                        .getItems())
                .extracting(each -> each.getMetadata().getNamespace())
                .contains(namespace());
    }
}
