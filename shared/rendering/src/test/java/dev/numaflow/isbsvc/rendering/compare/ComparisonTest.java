package dev.numaflow.isbsvc.rendering.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComparisonTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final String WANTED =
            """
            metadata:
              labels: {app: nats}
              annotations: {our/generation: "2"}
              ownerReferences: [{uid: u1, controller: true}]
            spec:
              replicas: 3
              partition: 0
              selector: {}
              template:
                containers:
                - name: main
                  image: nats:2.10
                  env: [{name: A, value: ""}]
                  resources:
                    requests: {cpu: 1000m, memory: 1Gi}
            """;

    @Test
    void defaultsOfTheApiServerAreNoDifference() {
        assertThat(
                        difference(
                                """
                        metadata:
                          uid: x
                          labels: {app: nats, theirs: "1"}
                          annotations: {our/generation: "2", injected: "1"}
                          ownerReferences: [{uid: u9}, {uid: u1, controller: true}]
                        spec:
                          replicas: 3
                          podManagementPolicy: OrderedReady
                          template:
                            dnsPolicy: ClusterFirst
                            containers:
                            - name: main
                              image: nats:2.10
                              imagePullPolicy: IfNotPresent
                              env: [{name: A}]
                              resources:
                                requests: {cpu: "1", memory: 1024Mi}
                        status: {replicas: 1}
                        """))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    replicas: 3     | replicas: 5              | spec.replicas is 5 instead of 3
                    replicas: 3     | x: 1                     | spec.replicas is missing
                    cpu: 1000m      | cpu: 2                   | spec.template.containers[0].resources.requests.cpu is 2 instead of "1000m"
                    image: nats:2.10| image: nats:2.11         | spec.template.containers[0].image is "nats:2.11" instead of "nats:2.10"
                    '{name: A, value: ""}' | '{name: A, value: x}' | spec.template.containers[0].env[0].value is "x" instead of ""
                    '{name: A, value: ""}' | '{name: A}, {name: B}' | spec.template.containers[0].env has 2 elements instead of 1
                    app: nats       | app: other               | metadata.labels[app] is "other" instead of "nats"
                    our/generation: "2" | our/generation: "1"  | metadata.annotations[our/generation] is "1" instead of "2"
                    uid: u1         | uid: u2                  | metadata.ownerReferences does not name the service as owner
                    """)
    void aWantedValueThatDiffersIsNamedWithItsPath(String wanted, String live, String difference) {
        assertThat(difference(WANTED.replace(wanted, live)).map(Difference::toString))
                .contains(difference);
    }

    @Test
    void aFieldThatAnotherManagerAddedIsADifference() {
        assertThat(difference(live("kubectl-edit", "")).map(Difference::toString))
                .contains("spec.template.containers[0].tty was added by kubectl-edit");
    }

    @Test
    void whatWeOwnOurselvesIsNoDifference() {
        assertThat(difference(live(Comparison.OUR_MANAGER, ""))).isEmpty();
    }

    @Test
    void theWriterOfTheStatusOwnsNothingThatWeWant() {
        assertThat(difference(live("kube-controller-manager", "subresource: status")))
                .isEmpty();
    }

    @Test
    void anotherManagerMayOwnWhatHasTheWantedValue() {
        assertThat(
                        difference(
                                WANTED.replace(
                                        "metadata:",
                                        """
                        metadata:
                          managedFields:
                          - manager: kubectl
                            fieldsV1: {"f:spec": {"f:replicas": {}, "f:template": {"f:containers": {}}}}""")))
                .isEmpty();
    }

    @Test
    void belowAnAtomicFieldEverythingBelongsToItsOwner() {
        String live = "metadata: {managedFields: [{manager: x, fieldsV1: {'f:spec': {'f:selector': {}}}}]}\n"
                + "spec: {selector: {a: b, c: d}}";

        assertThat(Comparison.firstDifference(tree("spec: {selector: {a: b}}"), tree(live))
                        .map(Difference::path))
                .contains("spec.selector.c");
    }

    @Test
    void longTextsAreNotShown() {
        String text = "x".repeat(200);

        assertThat(Comparison.firstDifference(tree("data: {k: " + text + "}"), tree("data: {k: " + text + "y}"))
                        .map(Difference::toString))
                .contains("data.k differs from line 1 on");
    }

    private static String live(String manager, String more) {
        return WANTED.replace("    - name: main", "    - name: main\n      tty: true")
                .replace(
                        "metadata:",
                        """
                        metadata:
                          managedFields:
                          - manager: %s
                            fieldsV1:
                              f:spec:
                                f:template:
                                  f:containers:
                                    'k:{"name":"other"}': {f:stdin: {}}
                                    'k:{"name":"main"}': {.: {}, f:tty: {}}
                            %s"""
                                .formatted(manager, more));
    }

    private static Optional<Difference> difference(String live) {
        return Comparison.firstDifference(tree(WANTED), tree(live));
    }

    private static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
