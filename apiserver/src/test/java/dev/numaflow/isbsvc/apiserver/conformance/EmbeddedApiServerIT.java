package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EmbeddedApiServerIT extends ApiConformance {
    @Override
    Server server() {
        try {
            EmbeddedApiServer server = EmbeddedApiServer.start();
            Path file = Files.createTempFile("embedded", ".kubeconfig");
            server.kubeconfig(file);
            String kubeconfig = Files.readString(file);
            Files.delete(file);
            return new Server(kubeconfig, server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesWhatItDoesNotHonour() {
        createConfigMap("one", "{a: b}");

        PlainHttp.Answer applied = http().patch(APPLY_PATCH, configMaps() + "/one?fieldManager=me", "{data: {a: c}}")
                .requireStatus(415);
        assertThat(applied.body().path("message").asText()).contains("no server-side apply");
        http().delete(configMaps() + "/one?propagationPolicy=Foreground", null).requireStatus(400);
        http().delete(configMaps() + "/one?propagationPolicy=Orphan", null).requireStatus(400);
        http().delete(configMaps(), null).requireStatus(405);
        http().delete("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.conformance.isbsvc.dev", null)
                .requireStatus(403);
        http().get(configMaps() + "?labelSelector=app%20in%20(x)").requireStatus(400);
        http().get(configMaps() + "?watch=true&sendInitialEvents=true").requireStatus(400);
        http().get(configMaps() + "?resourceVersionMatch=Exact&resourceVersion=1")
                .requireStatus(400);
        http().get(path("apps/v1", "statefulsets") + "/one/scale").requireStatus(404);
        assertThat(http().post(
                                path("rbac.authorization.k8s.io/v1", "roles"),
                                "{metadata: {name: one}, rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}")
                        .requireStatus(201)
                        .response()
                        .headers()
                        .firstValue("Warning"))
                .hasValueSatisfying(text -> assertThat(text).contains("have no effect"));
    }
}
