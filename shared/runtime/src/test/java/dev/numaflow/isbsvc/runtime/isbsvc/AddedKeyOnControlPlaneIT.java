package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 7 on the real API server: a key that was added is kept as long as a server may have stored messages with it. */
class AddedKeyOnControlPlaneIT extends EncryptionEdits {

    /** Nobody was there when the key was added, and a server has stored with it since: without it, that could not be read. */
    @Test
    void aServerThatWasStartedWithAnAddedKeyKeepsIt() throws Exception {
        WatchedService service = service("added", false);
        try (EncryptedServer server = new EncryptedServer(service, folder)) {
            server.start();
            server.fill();
            make(Edit.BY_NUMAFLOW, service);
            server.start();
            assertThat(server.readable()).isEqualTo(EncryptedServer.MESSAGES);

            service.updateWoken();

            assertThat(EncryptedServer.hasKey(service)).isTrue();
            assertThat(EncryptedServer.record(service)).isEqualTo("false");
            assertThat(service.message())
                    .contains("isbsvc-n-js-0 started with it", "annotate --overwrite secret isbsvc-n-js-key");
            for (int restarts = 0; restarts < 2; restarts++) {
                server.start();
                assertThat(server.readable()).isEqualTo(EncryptedServer.MESSAGES);
                service.updateWoken();
                assertThat(EncryptedServer.hasKey(service)).isTrue();
            }
        }
    }

    /** What the key Secret remembers of it nobody else writes: whatever comes after, the server gets the key that it has stored with. */
    @Test
    void aKeptKeyStaysThroughEveryFurtherEdit() throws Exception {
        WatchedService service = service("kept", false);
        try (EncryptedServer server = new EncryptedServer(service, folder)) {
            server.start();
            server.fill();
            make(Edit.BY_HAND, service);
            server.start();
            service.updateWoken();
            assertThat(addedKey(service)).isNotEmpty();
            List<Edit> done = new ArrayList<>();
            for (Edit edit : eachAfterEach()) {
                make(edit, service);
                done.add(edit);
                service.updateWoken();

                assertThat(EncryptedServer.hasKey(service)).as("after %s", done).isTrue();
                assertThat(EncryptedServer.record(service)).isEqualTo("false");
                if (done.size() % RESTARTS_EVERY == 0) {
                    server.start();
                    assertThat(server.readable()).as("after %s", done).isEqualTo(EncryptedServer.MESSAGES);
                }
            }
            annotate(service, Annotations.ENCRYPTION, "true");
            service.updateWoken();
            assertThat(addedKey(service)).isEmpty();
            assertThat(EncryptedServer.hasKey(service)).isTrue();
        }
    }

    /** Only a person can, where nobody answers; what was said once does not hold for the next key. */
    @Test
    void whoKnowsThatNoServerStartedWithTheKeyTakesItOut() {
        WatchedService service = service("unused", false);
        make(Edit.BY_HAND, service);
        service.updateWoken();
        assertThat(EncryptedServer.hasKey(service)).isTrue();
        assertThat(service.message()).contains(Annotations.ADDED_KEY + "=unused");

        annotate(service, Annotations.ADDED_KEY, "unused");
        service.updateWoken();
        assertThat(EncryptedServer.hasKey(service)).isFalse();
        service.updateWoken();
        assertThat(addedKey(service)).isEmpty();

        make(Edit.BY_HAND, service);
        service.updateWoken();
        assertThat(EncryptedServer.hasKey(service)).isTrue();
    }

    /** Silence is no answer: a server that nobody reaches may have been started with the key. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAddedKeyIsKeptUntilTheServerAnswersThatItStartedBefore(boolean restarts) throws Exception {
        WatchedService service = service("silent-" + restarts, false);
        try (EncryptedServer server = new EncryptedServer(service, folder)) {
            server.start();
            server.fill();
            EncryptedServer.letTheSecondPass();
            make(Edit.BY_HAND, service);
            String edited = configMap(service);
            server.goSilent();
            toggle(service);

            service.updateWoken();
            service.updateWoken();

            assertThat(configMap(service)).isEqualTo(edited).contains("$JS_KEY");
            assertThat(service.message())
                    .contains("no answer comes from isbsvc-n-js-0", "annotate --overwrite secret isbsvc-n-js-key");

            if (restarts) {
                server.start();
            } else {
                server.answerAgain();
            }
            assertThat(server.readable()).isEqualTo(EncryptedServer.MESSAGES);
            service.updateWoken();

            assertThat(EncryptedServer.hasKey(service))
                    .as("%s", service.message())
                    .isEqualTo(restarts);
            assertThat(EncryptedServer.record(service)).isEqualTo("false");
            server.start();
            assertThat(server.readable()).isEqualTo(EncryptedServer.MESSAGES);
        }
    }

    /** Nobody can be asked, and pods may have been started with the key. */
    @Test
    void aKeyThatWasAddedIsKeptWhereTheStatefulSetIsLost() throws Exception {
        WatchedService service = service("lost", false);
        try (EncryptedServer server = new EncryptedServer(service, folder)) {
            server.start();
            server.fill();
            make(Edit.BY_HAND, service);
            server.start();
            assertThat(server.readable()).isEqualTo(EncryptedServer.MESSAGES);
            make(Edit.STATEFUL_SET_DELETED, service);
            server.goSilent();

            service.updateWoken();

            assertThat(EncryptedServer.hasKey(service)).isTrue();
            assertThat(service.message()).contains("no server can be asked");
            service.updateWoken();
            assertThat(EncryptedServer.hasKey(service)).isTrue();
            server.start();
            assertThat(server.readable()).isEqualTo(EncryptedServer.MESSAGES);
        }
    }
}
