package dev.numaflow.isbsvc.runtime.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.testkit.HostNames;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Invariant 7 on the real API server, beside the real StatefulSet controller, with the rights of `update` and a real server on one
 * volume: whoever writes what in whatever order, the servers are started as the data lies, and every message stays readable.
 */
@EnabledIf("dev.numaflow.isbsvc.testkit.TestApiServer#realIsThere")
class StoredEncryptionOnControlPlaneIT {

    private static final int RESTARTS_EVERY = 7;

    @TempDir
    Path folder;

    private final TestCluster cluster = TestCluster.real();

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
        new ObjectEdit(cluster.cluster())
                .write(
                        service.secret(service.names().keySecret()),
                        live -> !live.at("/metadata/annotations").elements().hasNext(),
                        live -> {
                            ObjectNode older = live.deepCopy();
                            older.withObject("metadata").remove("annotations");
                            return older;
                        });

        toggle(service);
        service.updateWoken();

        assertThat(EncryptedServer.record(service)).isEqualTo("" + encrypted);
        make(Edit.BY_NUMAFLOW, service);
        service.updateWoken();
        assertThat(EncryptedServer.hasKey(service)).isEqualTo(encrypted);
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
        new ObjectEdit(cluster.cluster())
                .write(
                        service.live().orElseThrow(),
                        live -> live.at("/spec/jetstream/encryption").asBoolean() == other,
                        live -> {
                            ObjectNode changed = live.deepCopy();
                            changed.withObject("/spec/jetstream").put("encryption", other);
                            return changed;
                        });
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
