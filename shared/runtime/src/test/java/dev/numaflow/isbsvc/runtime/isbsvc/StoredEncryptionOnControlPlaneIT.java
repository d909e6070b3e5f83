package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.testkit.HostNames;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariant 7 on the real API server, beside the real StatefulSet controller, with the rights of `update` and a real server on one
 * volume: whoever writes what in whatever order, the servers are started as the data lies, and every message stays readable.
 */
class StoredEncryptionOnControlPlaneIT {

    private static final int RESTARTS_EVERY = 7;

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();

    @AfterEach
    void close() {
        HostNames.ofThisJvm().clear();
        cluster.close();
    }

    private enum Edit {
        TOGGLE_IN_THE_SPEC,
        BY_HAND,
        BY_NUMAFLOW,
        STATEFUL_SET_DELETED,
        CONFIG_MAP_DELETED,
        BOTH_DELETED
    }

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

    private static String addedKey(WatchedService service) {
        return ObjectMetas.annotation(service.secret(service.names().keySecret()), Annotations.ADDED_KEY);
    }

    private void annotate(WatchedService service, String annotation, String value) {
        edit(
                service.live(ObjectKind.SECRET, service.names().keySecret()).orElseThrow(),
                live -> ObjectMetas.annotation(live, annotation).equals(value),
                live -> live.withObject("/metadata/annotations").put(annotation, value));
    }

    private void edit(JsonNode object, Predicate<JsonNode> isDone, Consumer<ObjectNode> change) {
        new ObjectEdit(cluster.cluster()).write(object, isDone, live -> {
            ObjectNode changed = live.deepCopy();
            change.accept(changed);
            return changed;
        });
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

    private void forget(WatchedService service, ObjectKind kind, String name) {
        edit(
                service.live(kind, name).orElseThrow(),
                live -> ObjectMetas.annotation(live, Annotations.ENCRYPTION).isEmpty(),
                live -> live.withObject("/metadata/annotations").remove(Annotations.ENCRYPTION));
    }

    private static String configMap(WatchedService service) {
        return service.live(ObjectKind.CONFIG_MAP, service.names().configMap())
                .orElseThrow()
                .at("/data/nats-js")
                .asText();
    }

    private WatchedService service(String namespace, boolean encrypted) {
        return WatchedService.create(
                cluster,
                namespace,
                "{version: latest, replicas: 1, encryption: " + encrypted + ", persistence: {volumeSize: 1Gi}}");
    }

    private void make(Edit edit, WatchedService service) {
        switch (edit) {
            case TOGGLE_IN_THE_SPEC -> toggle(service);
            case BY_HAND -> EncryptedServer.flipKey(cluster, service, "kubectl-edit");
            case BY_NUMAFLOW -> EncryptedServer.writeAsNumaflow(cluster, service);
            case STATEFUL_SET_DELETED ->
                delete(service, ObjectKind.STATEFUL_SET, service.names().statefulSet());
            case CONFIG_MAP_DELETED ->
                delete(service, ObjectKind.CONFIG_MAP, service.names().configMap());
            case BOTH_DELETED -> {
                delete(service, ObjectKind.STATEFUL_SET, service.names().statefulSet());
                delete(service, ObjectKind.CONFIG_MAP, service.names().configMap());
            }
        }
    }

    private void delete(WatchedService service, ObjectKind kind, String name) {
        service.live(kind, name).ifPresent(cluster.cluster()::delete);
    }

    private static boolean wanted(WatchedService service) {
        return service.live().orElseThrow().at("/spec/jetstream/encryption").asBoolean();
    }

    private void toggle(WatchedService service) {
        boolean other = !wanted(service);
        edit(
                service.live().orElseThrow(),
                live -> live.at("/spec/jetstream/encryption").asBoolean() == other,
                live -> live.withObject("/spec/jetstream").put("encryption", other));
    }

    /** A walk on which each edit follows each other one, and itself, once. */
    private static List<Edit> eachAfterEach() {
        Deque<Edit> open = new ArrayDeque<>(List.of(Edit.values()[0]));
        List<List<Edit>> left = new ArrayList<>();
        for (int i = 0; i < Edit.values().length; i++) {
            left.add(new ArrayList<>(List.of(Edit.values())));
        }
        List<Edit> walk = new ArrayList<>();
        while (!open.isEmpty()) {
            List<Edit> next = left.get(open.peek().ordinal());
            if (next.isEmpty()) {
                walk.add(0, open.pop());
            } else {
                open.push(next.remove(next.size() - 1));
            }
        }
        return walk;
    }
}
