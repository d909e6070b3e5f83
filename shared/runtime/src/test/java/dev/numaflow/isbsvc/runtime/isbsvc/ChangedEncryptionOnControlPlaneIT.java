package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.KeySecret;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A service whose encryption was changed once: it is encrypted under the names with the suffix {@code -1}, whatever is lost or edited of it,
 * and goes with all of its names (invariants 7 and 8).
 */
class ChangedEncryptionOnControlPlaneIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String KEY = "kbcdefghijklmnopqrstuvwxyzabcdef";

    private final TestCluster cluster = new TestCluster();
    private WatchedService service;
    private Names names;
    private Names changed;

    @BeforeEach
    void aServiceThatWasChanged() {
        service = WatchedService.create(
                cluster, "changed", "{version: latest, replicas: 3, encryption: true, persistence: {volumeSize: 1Gi}}");
        names = service.names();
        changed = names.withEncryption(1);
        service.awaitClaims();
        ValidService valid = valid().withEncryption(1);
        JsonNode client = service.secret(names.clientSecret()).path("data");
        cluster.cluster()
                .create(ObjectMetas.of(KeySecret.render(
                        valid,
                        EncryptionRecord.of(true),
                        KEY,
                        new Credentials(
                                TestCluster.text(client, Keys.CLIENT_USER),
                                TestCluster.text(client, Keys.CLIENT_PASSWORD)))));
        claims().forEach(claim -> record(claim, "1"));
        service.live(ObjectKind.CONFIG_MAP, names.configMap()).ifPresent(cluster.cluster()::delete);
        service.delete(ObjectKind.STATEFUL_SET, names.statefulSet());
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void itsLostStatefulSetIsMadeAgainWithTheNamesThatItsClaimsRecord() {
        assertThat(mounted()).isEqualTo(changed.configMap());
        assertThat(key("encryption-1")).isEqualTo(KEY);
        assertThat(service.live(ObjectKind.CONFIG_MAP, changed.configMap())
                        .orElseThrow()
                        .at("/data/nats-js")
                        .asText())
                .contains("/data/jetstream/store-1", "$JS_KEY");
        assertThat(statefulSet().at("/spec/template/spec/containers").toString())
                .contains("\"key\":\"encryption-1\"");
        assertThat(service.message()).doesNotContain("encryption");
    }

    /** `kubectl rollout undo`: no disk has the encryption of that template. */
    @Test
    void theTemplateOfAnEarlierRevisionIsPutRight() {
        edit(statefulSet(), set -> {
            ObjectNode template = (ObjectNode) set.at("/spec/template");
            String earlier = template.toString()
                    .replace(changed.configMap(), names.configMap())
                    .replace("encryption-1", Keys.ENCRYPTION);
            ((ObjectNode) set.path("spec")).set("template", TestCluster.tree(earlier));
        });
        assertThat(mounted()).isEqualTo(names.configMap());

        service.updateWoken();

        assertThat(mounted()).as(service.message()).isEqualTo(changed.configMap());
        assertThat(key("encryption-1")).isEqualTo(KEY);
    }

    @Test
    void itsKeyComesBackFromEitherSecret() {
        edit(service.secret(names.serverSecret()), server -> ((ObjectNode) server.path("data")).remove("encryption-1"));
        service.updateWoken();
        assertThat(key("encryption-1")).isEqualTo(KEY);

        service.delete(ObjectKind.SECRET, changed.keySecret());
        assertThat(TestCluster.text(service.secret(changed.keySecret()).path("data"), Keys.ENCRYPTION))
                .isEqualTo(KEY);

        service.live(ObjectKind.SECRET, changed.keySecret()).ifPresent(cluster.cluster()::delete);
        service.live(ObjectKind.SECRET, names.serverSecret()).ifPresent(cluster.cluster()::delete);
        service.updateWoken();
        assertThat(service.live(ObjectKind.SECRET, changed.keySecret())).isEmpty();
        assertThat(service.message()).contains("the encryption key is lost", changed.keySecret());
    }

    /** Lost while nodes were taken from one to the next: a StatefulSet is made of one template. */
    @Test
    void nothingIsMadeWhereClaimsRecordDifferentNames() {
        record(claims().get(0), "0");
        cluster.client()
                .apps()
                .statefulSets()
                .inNamespace(names.namespace())
                .withName(names.statefulSet())
                .delete();
        Awaitility.await().atMost(TIMEOUT).until(() -> service.live(ObjectKind.STATEFUL_SET, names.statefulSet())
                .isEmpty());

        service.updateWoken();

        assertThat(service.live(ObjectKind.STATEFUL_SET, names.statefulSet())).isEmpty();
        assertThat(service.message()).contains("\"0\" on isbsvc-n-js-vol-isbsvc-n-js-0", "\"1\" on");
    }

    @Test
    void allOfItsNamesGoWithItAndAClaimThatAStepHolds() {
        JsonNode held = claims().get(2);
        edit(held, claim -> claim.withObject("metadata")
                .withArray("finalizers")
                .add("isbsvc.numaflow.numaproj.io/encryption"));
        service.live(ObjectKind.PERSISTENT_VOLUME_CLAIM, ObjectRef.of(held).name())
                .ifPresent(cluster.cluster()::delete);
        service.deletePipelines();

        service.deleteService(DeletionPropagation.BACKGROUND);

        assertThat(service.live()).isEmpty();
        Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(service.objectNames())
                .isEmpty());
    }

    @Test
    void retainedDataIsFoundAgainUnderItsNames() {
        service.annotate(Annotations.RETAIN, "true");
        service.deletePipelines();
        service.deleteService(DeletionPropagation.BACKGROUND);
        assertThat(service.objectNames()).contains(names.keySecret(), changed.keySecret());

        service.createService("{version: latest, replicas: 3, encryption: true, persistence: {volumeSize: 1Gi}}");

        assertThat(mounted()).isEqualTo(changed.configMap());
        assertThat(key("encryption-1")).isEqualTo(KEY);
        assertThat(RunningEncryption.changes(statefulSet())).isEqualTo(1);
    }

    private ValidService valid() {
        AtomicReference<ValidService> valid = new AtomicReference<>();
        cluster.beans().services().with(new Pointer(EventType.RESOURCE_UPDATE, ObjectRef.of(names)), live -> {
            valid.set(live.desired().value());
            return new Outcome.Done("");
        });
        return valid.get();
    }

    private List<JsonNode> claims() {
        return new PersistentVolumeClaims(cluster.cluster()).of(names);
    }

    private void record(JsonNode claim, String number) {
        edit(claim, live -> live.withObject("/metadata/annotations").put(Annotations.ENCRYPTION_SUFFIX, number));
    }

    private void edit(JsonNode object, Consumer<ObjectNode> change) {
        new ObjectEdit(cluster.cluster())
                .write(object, live -> changed(live, change).equals(live), live -> changed(live, change));
    }

    private static JsonNode changed(JsonNode live, Consumer<ObjectNode> change) {
        ObjectNode edited = live.deepCopy();
        change.accept(edited);
        return edited;
    }

    private JsonNode statefulSet() {
        return service.live(ObjectKind.STATEFUL_SET, names.statefulSet()).orElseThrow();
    }

    private String mounted() {
        return statefulSet()
                .at("/spec/template/spec/volumes")
                .findValues("configMap")
                .get(0)
                .path("name")
                .asText();
    }

    private String key(String name) {
        return TestCluster.text(service.secret(names.serverSecret()).path("data"), name);
    }
}
