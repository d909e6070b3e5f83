package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariant 7 on the real API server, beside the real StatefulSet controller, with the rights of `update` and a real server on one
 * volume: whoever writes what in whatever order, the servers are started as the data lies, and every message stays readable.
 */
class StoredEncryptionOnControlPlaneIT extends EncryptionEdits {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyEditInEveryOrderLeavesEncryptionAsTheDataLies(boolean encrypted) throws Exception {
        WatchedService service = service("orders-" + encrypted, encrypted);
        try (EncryptedServer server = new EncryptedServer(service, folder)) {
            server.start();
            server.fill();
            EncryptedServer.letTheSecondPass();
            List<Edit> done = new ArrayList<>();
            for (Edit edit : eachAfterEach()) {
                make(edit, service);
                done.add(edit);

                service.updateWoken();

                assertThat(EncryptedServer.hasKey(service)).as("after %s", done).isEqualTo(encrypted);
                assertThat(EncryptedServer.record(service)).as("after %s", done).isEqualTo("" + encrypted);
                assertThat(service.message().contains("spec.jetstream.encryption stays " + encrypted))
                        .as("held after %s", done)
                        .isEqualTo(wanted(service) != encrypted);
                if (done.size() % RESTARTS_EVERY == 0) {
                    server.start();
                    assertThat(server.readable()).as("after %s", done).isEqualTo(EncryptedServer.MESSAGES);
                    EncryptedServer.letTheSecondPass();
                }
            }
        }
    }

    /** Taken over where nobody has recorded anything: the ConfigMap alone is not believed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withoutARecordNothingIsWrittenBeforeTheServerAnswers(boolean encrypted) throws Exception {
        WatchedService service = service("unrecorded-" + encrypted, encrypted);
        try (EncryptedServer server = new EncryptedServer(service, folder)) {
            EncryptedServer.letTheSecondPass();
            server.start();
            server.fill();
            forget(service, ObjectKind.SECRET, service.names().keySecret());
            forget(service, ObjectKind.STATEFUL_SET, service.names().statefulSet());
            toggle(service);
            server.goSilent();
            String before = configMap(service);

            service.updateWoken();

            assertThat(configMap(service)).isEqualTo(before);
            assertThat(EncryptedServer.record(service)).isEmpty();
            assertThat(service.message())
                    .contains("no answer comes from isbsvc-n-js-0", "annotate --overwrite secret isbsvc-n-js-key");

            server.answerAgain();
            service.updateWoken();

            assertThat(EncryptedServer.hasKey(service)).isEqualTo(encrypted);
            assertThat(EncryptedServer.record(service)).isEqualTo("" + encrypted);
            assertThat(service.message()).contains("spec.jetstream.encryption stays " + encrypted);
            server.start();
            assertThat(server.readable()).isEqualTo(EncryptedServer.MESSAGES);
        }
    }

    /** Only the ConfigMap may hold it, and servers may have stored by it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKeyThatIsNotOursIsNeitherWrittenOverNorShown(boolean encrypted) throws Exception {
        String pasted = "hunter2hunter2hunter2hunter2hunter2";
        WatchedService service = service("pasted-" + encrypted, encrypted);
        String rendered = configMap(service);
        EncryptedServer.edit(cluster, service, text -> text.replaceAll("(?m)^\\s*key:? ?.*\\$JS_KEY.*$", "")
                .replaceFirst("(?m)^(\\s*)store_dir", "$1key: \"" + pasted + "\"\n$1store_dir"));
        String edited = configMap(service);
        toggle(service);

        service.updateWoken();
        delete(service, ObjectKind.STATEFUL_SET, service.names().statefulSet());
        service.updateWoken();

        assertThat(configMap(service)).isEqualTo(edited).contains(pasted);
        assertThat(service.live().orElseThrow().toString())
                .contains("data.nats-js jetstream.key", "$JS_KEY")
                .doesNotContain(pasted);
        assertThat(cluster.cluster()
                        .list(ObjectKind.EVENT, service.names().namespace())
                        .toString())
                .contains("data.nats-js jetstream.key")
                .doesNotContain(pasted);

        EncryptedServer.edit(cluster, service, text -> rendered);
        service.updateWoken();
        assertThat(configMap(service)).isEqualTo(rendered);
        assertThat(service.message()).contains("spec.jetstream.encryption stays " + encrypted);
    }

    /** What cannot be read without the key can be read with it again. */
    @Test
    void aServerThatWasStartedWithoutItsKeyGetsItBack() throws Exception {
        WatchedService service = service("removed", true);
        try (EncryptedServer server = new EncryptedServer(service, folder)) {
            server.start();
            server.fill();
            make(Edit.BY_HAND, service);
            server.start();

            service.updateWoken();

            assertThat(EncryptedServer.hasKey(service)).isTrue();
            server.start();
            assertThat(server.readable()).isEqualTo(EncryptedServer.MESSAGES);
        }
    }

    /** An older release has recorded nothing; from the first look on it is recorded. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServiceOfAnOlderReleaseIsRecorded(boolean encrypted) {
        WatchedService service = service("older-" + encrypted, encrypted);
        forget(service, ObjectKind.SECRET, service.names().keySecret());

        toggle(service);
        service.updateWoken();

        assertThat(EncryptedServer.record(service)).isEqualTo("" + encrypted);
        make(Edit.BY_NUMAFLOW, service);
        service.updateWoken();
        // Put back where it was taken out, kept where it was added: there is no server to answer.
        assertThat(EncryptedServer.hasKey(service)).isTrue();
        assertThat(EncryptedServer.record(service)).isEqualTo("" + encrypted);
    }
}
