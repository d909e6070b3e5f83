package dev.numaflow.isbsvc.creation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import dev.numaflow.isbsvc.testkit.PoisonContract;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CreationFunctionIT implements PoisonContract {

    private static final String ADD = "dev.knative.apiserver.resource.add";
    private static final String KIND = "InterStepBufferService";

    @RegisterExtension
    static final FunctionUnderTest function = FunctionUnderTest.of("creation");

    @Override
    public FunctionUnderTest function() {
        return function;
    }

    @Test
    void makesANewServiceOnceAndSaysSo() {
        function.create(service("one", "{version: latest}"));

        FunctionProcess.Answer answer = function.post(ADD, KIND, "one");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ce-type")).isEqualTo("dev.numaflow.isbsvc.deployed");
        assertThat(answer.header("ce-source")).isEqualTo("creation");
        assertThat(answer.header("ce-subject"))
                .isEqualTo(
                        "/apis/numaflow.numaproj.io/v1alpha1/namespaces/%s/interstepbufferservices/one",
                        function.namespace());
        assertThat(List.of(answer.header("ce-kind"), answer.header("ce-namespace"), answer.header("ce-name")))
                .containsExactly(KIND, function.namespace(), "one");
        assertThat(function.client()
                        .apps()
                        .statefulSets()
                        .inNamespace(function.namespace())
                        .withName("isbsvc-one-js")
                        .get())
                .isNotNull();

        function.requests();
        assertThat(function.post(ADD, KIND, "one").status()).isEqualTo(204);
        assertThat(function.writes()).isEmpty();
        assertSaysNoSecret(answer);
        assertThat(function.log()).hasSize(2);
    }

    @Test
    void answersNothingAndWritesNothingForWhatIsNotForIt() {
        function.create(service("other", "{version: latest}")
                .replace("name: other", "name: other, annotations: {numaflow.numaproj.io/instance: theirs}"));

        assertThat(function.post(ADD, KIND, "gone").status()).isEqualTo(204);
        assertThat(function.post(ADD, KIND, "other").status()).isEqualTo(204);
        assertThat(function.post(ADD, "Pipeline", "one").status()).isEqualTo(204);
        assertThat(function.post(ADD, "Deployment", "one").status()).isEqualTo(204);
        assertThat(function.post(ADD, KIND, "../secrets/x").status()).isEqualTo(204);
        assertThat(function.post("unheard.of", KIND, "other").status()).isEqualTo(204);
        assertThat(function.post(Map.of("specversion", "1.0", "id", "1", "source", "x", "type", ADD), "{broken")
                        .status())
                .isEqualTo(204);

        assertThat(function.writes()).isEmpty();
        assertThat(function.log()).hasSize(7);
    }

    @Test
    void refusesABadServiceWithEveryViolationAndMakesNoChild() {
        function.create(service("bad", "{version: unknown, replicas: 2}"));

        assertThat(function.post(ADD, KIND, "bad").status()).isEqualTo(204);

        assertThat(function.writes())
                .extracting(write -> write.verb() + " " + write.resource() + "/" + write.subresource())
                .containsExactly("create events/", "update interstepbufferservices/status");
        assertThat(function.events()).singleElement().satisfies(event -> assertThat(event.getMessage())
                .contains("spec.jetstream.version", "spec.jetstream.replicas"));
        function.post(ADD, KIND, "bad");
        assertThat(function.writes()).isEmpty();
    }

    @Test
    void asksToBeCalledAgainWhenTheApiServerIsAway() {
        try (FunctionProcess lonely = function.withoutApiServer()) {
            FunctionProcess.Answer answer = lonely.post(ADD, KIND, "any", "one");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isNotEmpty();
            assertThat(answer.body()).isEqualTo("to be tried again\n");
            assertThat(lonely.log()).singleElement(STRING).contains(" WARN ", "to be tried again");
        }
    }

    private void assertSaysNoSecret(FunctionProcess.Answer answer) {
        String body = answer.body()
                + function.log()
                + function.client()
                        .v1()
                        .events()
                        .inNamespace(function.namespace())
                        .list();
        Map<String, String> values = new HashMap<>();
        for (Secret secret : function.client()
                .secrets()
                .inNamespace(function.namespace())
                .list()
                .getItems()) {
            secret.getData()
                    .forEach((key, value) -> values.put(secret.getMetadata().getName() + " " + key, value));
        }
        assertThat(values).hasSize(15);
        values.forEach((key, value) -> assertThat(body)
                .as(key)
                .doesNotContain(value)
                .doesNotContain(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }

    private static String service(String name, String jetstream) {
        return """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: %s}
                spec: {jetstream: %s}
                """
                .formatted(name, jetstream);
    }
}
