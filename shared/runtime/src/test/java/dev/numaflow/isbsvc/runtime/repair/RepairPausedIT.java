package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.testkit.LoggedRequest;
import org.junit.jupiter.api.Test;

/** What is wrong about a paused service stays so until it goes on: nobody is called, and only its status is kept true. */
class RepairPausedIT extends RepairAtRest {

    @Test
    void callsNobodyForWhatIsLost() {
        pause("true");
        reconcile();
        delete(ObjectKind.CONFIG_MAP, names.configMap());
        delete(ObjectKind.PIPELINE, "p");

        assertThat(sent()).isEmpty();

        pause("false");
        reconcile();
        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.delete " + pipeline);
    }

    @Test
    void callsForTheStatusAlone() {
        pause("true");

        assertThat(sent()).hasSize(1);
        reconcile();

        assertThat(sent()).isEmpty();
    }

    @Test
    void callsNobodyForWhatACascadeRemovedOnceItsDeletionHasReportedThatItWaits() {
        pause("true");
        reconcile();
        refuseDeletion();
        delete(ObjectKind.CONFIG_MAP, names.configMap());

        assertThat(sent()).isEmpty();

        pause("false");
        assertThat(sent()).isNotEmpty();
    }

    @Test
    void doesNotTickForStepsThatWait() {
        definePingSources();
        pause("true");
        reconcile();
        partition(1);
        cluster.writes();

        repair.reconcile();

        assertThat(cluster.writes()).extracting(LoggedRequest::resource).containsExactly("leases");
    }

    private void pause(String value) {
        change(ObjectKind.ISB_SERVICE, "n", service -> service.withObject("/metadata/annotations")
                .put(Annotations.PAUSED, value));
    }
}
