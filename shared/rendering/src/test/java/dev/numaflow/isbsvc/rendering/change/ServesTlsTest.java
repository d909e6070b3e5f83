package dev.numaflow.isbsvc.rendering.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether certificates are loaded is a fact of the servers: a status may be wiped, and a spec refused. */
class ServesTlsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @EnumSource(TlsMode.class)
    void followsFromTheModeThatTheStatefulSetRecords(TlsMode mode) {
        ValidService service = Services.jetstream("persistence: {}, tls: " + mode.isPublished())
                .withTls(mode);

        assertThat(ObservedService.servesTls(set(service))).isEqualTo(mode.isServed());
    }

    @Test
    void followsFromTheMountedCertificatesWhereTheRecordIsLost() {
        for (boolean tls : new boolean[] {true, false}) {
            ObjectNode set = set(Services.jetstream("persistence: {}, tls: " + tls));
            set.withObject("/metadata/annotations").remove(Annotations.RENDERED_FROM);

            assertThat(ObservedService.servesTls(set)).isEqualTo(tls);
        }
    }

    private static ObjectNode set(ValidService service) {
        return JSON.valueToTree(Children.of(service).statefulSet());
    }
}
