package dev.numaflow.isbsvc.rendering.children;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldOriginTest {

    private final ValidService service = Services.jetstream("containerTemplate: {env: [{name: A}, {name: B}]},"
            + " reloaderContainerTemplate: {env: [{name: C}]}, persistence: {}");
    private final FieldOrigin origin =
            FieldOrigin.of(service, Children.of(service).statefulSet());

    @ParameterizedTest
    @CsvSource({
        "spec.template.spec.containers[0].env[6].name, spec.jetstream.containerTemplate.env[0].name",
        "spec.template.spec.containers[0].env[7].valueFrom.secretKeyRef.key, spec.jetstream.containerTemplate.env[1].valueFrom.secretKeyRef.key",
        "spec.template.spec.containers[1].env[0].name, spec.jetstream.reloaderContainerTemplate.env[0].name",
        "spec.template.spec.containers[2].resources.limits[cpu], spec.jetstream.metricsContainerTemplate.resources.limits[cpu]",
        "spec.template.spec.containers[0].args[1], spec.jetstream.startArgs[1]",
        "spec.template.spec.containers[0].image, spec.jetstream.version",
        "spec.template.spec.tolerations[0].operator, spec.jetstream.tolerations[0].operator",
        "spec.template.spec.priorityClassName, spec.jetstream.priorityClassName",
        "spec.template.labels, spec.jetstream.metadata.labels",
        "spec.template.metadata.annotations, spec.jetstream.metadata.annotations",
        "spec.volumeClaimTemplates[0].spec.resources[storage], spec.jetstream.persistence.volumeSize",
        "spec.volumeClaimTemplates[0].spec.accessModes, spec.jetstream.persistence.accessMode",
        "spec.replicas, spec.jetstream.replicas",
    })
    void namesTheFieldOfTheUser(String rendered, String written) {
        assertThat(origin.path(rendered)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({
        "spec.template.spec.containers[0].env[0].name",
        "spec.template.spec.containers[0].volumeMounts[0].name",
        "spec.template.spec.volumes[0].name",
        "spec.selector",
        "metadata.name",
    })
    void leavesWhatIsOursAsItIs(String rendered) {
        assertThat(origin.path(rendered)).isEqualTo(rendered);
    }

    @Test
    void staysShortWhateverIsQuoted() {
        FieldCause cause = new FieldCause("spec.template.labels", "x".repeat(100_000));

        assertThat(origin.message(Collections.nCopies(50, cause)))
                .hasSizeLessThan(5000)
                .endsWith("and 40 more");
        assertThat(origin.message(List.of(new FieldCause("spec.replicas", "bad"))))
                .isEqualTo("spec.jetstream.replicas: bad");
    }
}
