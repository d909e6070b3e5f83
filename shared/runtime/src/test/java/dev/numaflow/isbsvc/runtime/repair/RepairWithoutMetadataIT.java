package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.servers.NatsServerBinary;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Invariant 2 where the servers do not keep whose a stream is: what repair finds, it finds by the ledger. */
class RepairWithoutMetadataIT extends RepairAtRest {

    @Override
    Path servers() {
        return NatsServerBinary.obtainWithoutMetadata();
    }

    @Test
    void aPipelineThatWasDeletedIsFoundByWhatItLeft() {
        delete(ObjectKind.PIPELINE, "p");

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.delete " + pipeline);

        provision();
        assertThat(sent()).isEmpty();
    }

    @Test
    void anEntryOfWhatIsGoneIsFound() throws Exception {
        delete(ObjectKind.PIPELINE, "p");
        try (Connection connection = Nats.connect(options())) {
            for (String stream : connection.jetStreamManagement().getStreamNames()) {
                connection.jetStreamManagement().deleteStream(stream);
            }
        }

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.delete " + pipeline);
    }

    @Test
    void aLedgerThatIsLostIsFound() {
        delete(ObjectKind.CONFIG_MAP, names.ownersConfigMap());

        assertThat(sent()).containsExactly("dev.knative.apiserver.ref.add " + pipeline);
    }
}
