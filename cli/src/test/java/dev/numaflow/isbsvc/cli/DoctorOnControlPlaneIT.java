package dev.numaflow.isbsvc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.ClusterExtension;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Beside Numaflow's controller, whose kind of object only a real API server has. */
class DoctorOnControlPlaneIT {

    @RegisterExtension
    private final ClusterExtension cluster = ClusterExtension.real();

    @TempDir
    private Path folder;

    @Test
    void findsNumaflowsControllerAndWhetherItIsFencedOff() {
        Objects objects = new Objects(cluster.client());
        objects.create(
                """
                {apiVersion: v1, kind: Namespace, metadata: {name: numaflow-system}}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: numaflow-controller, namespace: numaflow-system}
                spec:
                  selector: {matchLabels: {a: b}}
                  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: main, image: numaflow}]}}
                """);
        assertThat(doctor()).contains("warning  Numaflow's controller: runs in numaflow-system and no fence is known");

        objects.create(
                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: fence}
                spec:
                  matchConstraints:
                    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [UPDATE], resources: [statefulsets]}]
                  matchConditions:
                  - name: controller
                    expression: request.userInfo.username == 'system:serviceaccount:numaflow-system:numaflow-sa'
                  validations: [{expression: "false"}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: fence}
                spec: {policyName: fence, validationActions: [Deny]}
                """);
        assertThat(doctor()).contains("ok       Numaflow's controller: runs beside us and is fenced off");
    }

    @Test
    void saysOnceWhatIsToBeDoneAboutAllThatOneManagerWrote() {
        Objects objects = new Objects(cluster.client());
        for (int i = 1; i <= 7; i++) {
            objects.applyAs(
                    "somebody",
                    DoctorCommandIT.CHILD
                            .replace("js-config", "js-config-" + i)
                            .formatted(cluster.namespace(), "theirs"));
        }

        assertThat(doctor())
                .containsOnlyOnce("foreign writers: somebody wrote ConfigMap")
                .containsOnlyOnce("ask who runs somebody")
                .contains("and 2 more");
    }

    private String doctor() {
        return ClusterRun.of(cluster, folder).run("doctor").out();
    }
}
