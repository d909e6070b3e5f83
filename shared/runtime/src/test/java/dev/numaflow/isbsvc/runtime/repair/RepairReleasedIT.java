package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import org.junit.jupiter.api.Test;

/** Ticks after a user has asked to leave a service to Numaflow's controller (invariant 2), and after that is done. */
class RepairReleasedIT extends RepairAtRest {

    @Test
    void callsForTheReleaseThatWasMissedAndThenForNothingOfTheService() {
        release();
        assertThat(sent()).singleElement().asString().startsWith("dev.knative.apiserver.resource.update ");

        change(ObjectKind.ISB_SERVICE, "n", service -> service.withObject("/metadata")
                .putArray("finalizers"));
        delete(ObjectKind.CONFIG_MAP, names.configMap());

        assertThat(sent()).isEmpty();
    }

    private void release() {
        change(ObjectKind.ISB_SERVICE, "n", service -> service.withObject("/metadata/annotations")
                .put(Annotations.RELEASE, "true"));
    }
}
