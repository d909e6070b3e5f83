package dev.numaflow.isbsvc.runtime.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.rendering.secrets.SecretRole;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.testkit.TestClock;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariant 7 on the real API server, with the rights of `update`, for a service with TLS that stores encrypted data. */
class SecretRepairIT {

    private static final Optional<EncryptionRecord> ENCRYPTED = Optional.of(EncryptionRecord.of(true));

    private final TestCluster cluster = new TestCluster();
    private final TestClock clock = new TestClock(Instant.now());
    private final SecretProvisioner provisioner = new SecretProvisioner(cluster.clusterOf("update"), clock);
    private ValidService service;

    @BeforeEach
    void serve() {
        JsonNode tree = cluster.apply(cluster.service("n", "{version: latest, encryption: true, tls: true}"));
        service = ServiceRules.check(tree, ControllerConfig.builtIn()).value();
        assertThat(provisioner.provision(service, false)).isInstanceOf(SecretResult.Complete.class);
        cluster.writes();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(SecretRole.class)
    void remakesOneThatIsGone(SecretRole gone) {
        Map<SecretRole, JsonNode> before = all();
        cluster.cluster().delete(live(gone));

        assertThat(provision()).isEqualTo(new SecretResult.Complete(List.of(name(gone)), false));
        assertHealed(before);
    }

    /** Byte for byte where anybody but the servers reads it. */
    @ParameterizedTest
    @CsvSource({
        "SERVER, encryption",
        "SERVER, auth",
        "SERVER, cert",
        "SERVER, ca-cert",
        "SERVER, cluster-private-key",
        "CLIENT, client-auth-user",
        "CLIENT, client-auth-password",
    })
    void repairsAKeyOfTheDataThatIsEmptyOrMissing(SecretRole secret, String key) {
        Map<SecretRole, JsonNode> before = all();

        write(secret, data -> data.put(key, ""));
        assertThat(repaired(provision())).contains(key + " ").doesNotContain("made");
        assertHealed(before);

        write(secret, data -> data.remove(key));
        assertThat(repaired(provision())).contains(key + " ");
        assertHealed(before);
        cluster.writes();
        assertThat(provision()).isEqualTo(new SecretResult.Complete(List.of(), false));
        assertThat(cluster.writes()).isEmpty();
    }

    private static String repaired(SecretResult result) {
        // The last one of several has a space behind it as well.
        return ((SecretResult.Complete) result).repaired().toString().replace(",", " ,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-auth-password", "client-auth-user"})
    void clientsGetBackWhatTheServersAccept(String key) {
        Map<SecretRole, JsonNode> before = all();
        write(SecretRole.CLIENT, data -> data.put(key, base64("wrong")));

        assertThat(repaired(provision())).contains("Secret isbsvc-n-js-client-auth");
        assertHealed(before);
    }

    /** Somebody who was added to them by hand stays accepted, and so does the password of the system account. */
    @Test
    void theServersAcceptAgainWhomClientsAre() {
        Map<SecretRole, JsonNode> before = all();
        String auth = text(SecretRole.SERVER, Keys.AUTH);
        String user = text(SecretRole.CLIENT, Keys.CLIENT_USER);
        write(SecretRole.SERVER, data -> data.put(Keys.AUTH, base64(auth.replace(user, "somebody"))));

        assertThat(repaired(provision())).isEqualTo("[auth of Secret isbsvc-n-js-server]");

        assertHealed(before);
        assertThat(AuthConf.clients(text(SecretRole.SERVER, Keys.AUTH)))
                .extracting(AuthConf.Credentials::user)
                .containsExactly(user, "somebody");
        assertThat(text(SecretRole.SERVER, Keys.AUTH).lines().filter(line -> line.contains("pass")))
                .containsAll(auth.lines().filter(line -> line.contains("pass")).toList());
    }

    @Test
    void renewsCertificatesThatDoNotBelongToTheirPrivateKeyAndNoOthers() {
        JsonNode before = live(SecretRole.SERVER).path("data");
        write(SecretRole.SERVER, data -> data.set(Keys.CERT, data.get(Keys.CLUSTER_CERT)));

        assertThat(repaired(provision())).isEqualTo("[private-key , cert , ca-cert of Secret isbsvc-n-js-server]");

        JsonNode after = live(SecretRole.SERVER).path("data");
        assertThat(after.get(Keys.PRIVATE_KEY)).isNotEqualTo(before.get(Keys.PRIVATE_KEY));
        assertThat(after.get(Keys.CERT)).isNotEqualTo(before.get(Keys.CERT));
        assertThat(after.get(Keys.CA_CERT))
                .as("the authority whose key the Secret has, which clients trust already")
                .isEqualTo(before.get(Keys.AUTHORITY_CERT));
        CertificateKeys.CLUSTER.all().forEach(key -> assertThat(after.get(key)).isEqualTo(before.get(key)));
    }

    /** What somebody else has signed is the user's, and so is its kind. */
    @Test
    void leavesCertificatesOfTheUserAlone() {
        var own = new TestAuthority().serverOf(service.names());
        write(SecretRole.SERVER, data -> data.put(Keys.PRIVATE_KEY, base64(own.privateKey()))
                .put(Keys.CERT, base64(own.cert() + own.caCert()))
                .put(Keys.CA_CERT, base64("# ours\n" + own.caCert())));
        cluster.writes();

        assertThat(provision()).isEqualTo(new SecretResult.Complete(List.of(), false));
        assertThat(cluster.writes()).isEmpty();
    }

    /** It is immutable, and nothing that runs reads it. */
    @ParameterizedTest
    @ValueSource(strings = {"encryption", "client-auth-user", "client-auth-password"})
    void saysThatTheKeySecretIsDamagedAndGoesOn(String key) {
        Map<SecretRole, JsonNode> before = all();
        remake(SecretRole.KEY, data -> data.put(key, ""));
        Map<SecretRole, JsonNode> damaged = all();

        assertThat(provision())
                .isInstanceOfSatisfying(SecretResult.Complete.class, complete -> assertThat(complete.left())
                        .hasValueSatisfying(left -> {
                            assertThat(left.keys()).containsExactly(key);
                            assertThat(left.wayOut()).contains("delete it");
                        }));
        assertThat(all()).isEqualTo(damaged);

        cluster.cluster().delete(live(SecretRole.KEY));
        assertThat(provision())
                .as("the way out")
                .isEqualTo(new SecretResult.Complete(List.of(name(SecretRole.KEY)), false));
        assertHealed(before);
    }

    /** A create that is refused after the delete would leave nothing of what only that Secret had. */
    @ParameterizedTest
    @CsvSource({"SERVER, encryption", "SERVER, auth", "SERVER, cert", "CLIENT, client-auth-user"})
    void deletesNoneThatSomebodyMadeImmutable(SecretRole secret, String key) {
        Map<SecretRole, JsonNode> before = all();
        remake(secret, data -> data.put(key, ""));
        Map<SecretRole, JsonNode> damaged = all();

        assertThat(held(provision())).contains("`" + key, name(secret), "is immutable", "delete it");
        assertThat(all()).isEqualTo(damaged);

        cluster.cluster().delete(live(secret));
        assertThat(provision()).as("the way out").isInstanceOf(SecretResult.Complete.class);
        assertHealed(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts { js { jetstream: true, users: [ {user: u, password: $2a$11$3kIDaCxw.Glsl1.u5nKa6.eUJzWoNwzg4zWBUYoNbUYNhVRuLfRWu} ] } }",
                "accounts { js { jetstream: true, users: [ {User: u, Pass: p} ] } }",
                "authorization { users = [ {user: u, pass: p} ] }",
                "PW: secret-of-u, accounts { js { jetstream: true, users: [ {user: u, pass: $PW} ] } }",
                "include ./accounts.conf",
            })
    void leavesAnAuthAloneThatAServerMayLoad(String auth) {
        write(SecretRole.SERVER, data -> data.put(Keys.AUTH, base64(auth)));
        Map<SecretRole, JsonNode> before = all();

        assertThat(provision()).isEqualTo(new SecretResult.Complete(List.of(), false));
        assertThat(all()).isEqualTo(before);

        write(SecretRole.SERVER, data -> data.put(Keys.ENCRYPTION, ""));
        assertThat(repaired(provision())).isEqualTo("[encryption of Secret isbsvc-n-js-server]");
        assertThat(live(SecretRole.SERVER).path("data"))
                .isEqualTo(before.get(SecretRole.SERVER).path("data"));

        cluster.cluster().delete(live(SecretRole.CLIENT));
        assertThat(held(provision())).contains("`auth` of Secret isbsvc-n-js-server cannot be read here");
        write(SecretRole.SERVER, data -> data.remove(Keys.AUTH));
        assertThat(provision()).as("the way out").isInstanceOf(SecretResult.Complete.class);
        assertThat(live(SecretRole.CLIENT).path("data"))
                .isEqualTo(before.get(SecretRole.CLIENT).path("data"));
    }

    @Test
    void writesOverNothingThatOneProvesWhichIsBeingDeleted() {
        Map<SecretRole, JsonNode> before = all();
        ObjectNode kept = live(SecretRole.SERVER).deepCopy();
        kept.withObject("metadata").putArray("finalizers").add("example.com/keep");
        cluster.replace(kept);
        cluster.cluster().delete(live(SecretRole.SERVER));
        write(SecretRole.CLIENT, data -> data.put(Keys.CLIENT_PASSWORD, ""));
        Map<SecretRole, JsonNode> damaged = all();

        assertThat(held(provision())).contains("isbsvc-n-js-client-auth", "isbsvc-n-js-server, which is being deleted");
        assertThat(all()).isEqualTo(damaged);

        ObjectNode gone = live(SecretRole.SERVER).deepCopy();
        gone.withObject("metadata").remove("finalizers");
        cluster.cluster().replace(gone);
        assertThat(provision()).isInstanceOf(SecretResult.Complete.class);
        assertHealed(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = SecretRole.class,
            names = {"SERVER", "CLIENT"})
    void endsAFightWithAnotherWriterAndNamesIt(SecretRole secret) {
        Map<SecretRole, JsonNode> before = all();
        for (int times = 0; times < 2; times++) {
            writeAs("external-secrets", secret);
            assertThat(repaired(provision())).contains(name(secret));
            assertHealed(before);
            clock.pass(Duration.ofMinutes(5));
        }
        writeAs("external-secrets", secret);
        Map<SecretRole, JsonNode> fought = all();

        assertThat(held(provision())).contains(name(secret), "twice within an hour", "external-secrets");
        assertThat(held(provision())).contains("external-secrets");
        assertThat(all()).isEqualTo(fought);

        clock.pass(Duration.ofHours(1));
        assertThat(repaired(provision())).contains(name(secret));
        assertHealed(before);
    }

    private void writeAs(String manager, SecretRole secret) {
        String key = secret == SecretRole.SERVER ? Keys.ENCRYPTION : Keys.CLIENT_PASSWORD;
        cluster.client()
                .secrets()
                .inNamespace(cluster.namespace())
                .withName(name(secret))
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.JSON_MERGE)
                                .withFieldManager(manager)
                                .build(),
                        "{\"data\": {\"" + key + "\": \"\"}}");
    }

    /** They do not load others while they run, and our functions would trust the new authority alone. */
    @Test
    void writesNoCertificatesForPodsThatNumaflowsControllerMade() {
        cluster.apply(
                """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: isbsvc-n-js, namespace: %s}
                spec:
                  serviceName: isbsvc-n-js-svc
                  selector: {matchLabels: {app: n}}
                  template:
                    metadata: {labels: {app: n}}
                    spec: {containers: [{name: main, image: nats}]}
                """
                        .formatted(cluster.namespace()));
        JsonNode before = live(SecretRole.SERVER).path("data");
        write(SecretRole.SERVER, data -> data.put(Keys.CERT, "").put(Keys.ENCRYPTION, ""));

        assertThat(held(provision())).contains("`private-key`, `cert`, `ca-cert`", "Numaflow's controller");

        JsonNode after = live(SecretRole.SERVER).path("data");
        assertThat(after.path(Keys.CERT).asText()).isEmpty();
        assertThat(after.get(Keys.CA_CERT)).isEqualTo(before.get(Keys.CA_CERT));
        assertThat(after.get(Keys.ENCRYPTION)).isEqualTo(before.get(Keys.ENCRYPTION));
    }

    private static String held(SecretResult result) {
        assertThat(result).isInstanceOf(SecretResult.Disagreement.class);
        return ((SecretResult.Disagreement) result).why();
    }

    @Test
    void writesNothingWhileTwoHoldDifferentKeys() {
        write(SecretRole.SERVER, data -> data.put(Keys.ENCRYPTION, base64("another-key-of-somebody-else-32c")));
        Map<SecretRole, JsonNode> before = all();

        SecretResult result = provision();

        assertThat(result).isInstanceOfSatisfying(SecretResult.Disagreement.class, held -> assertThat(held.why())
                .contains("isbsvc-n-js-key", "isbsvc-n-js-server", "`encryption`")
                .doesNotContain("another-key", text(SecretRole.KEY, Keys.ENCRYPTION)));
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void writesNothingWhileNothingShowsWhatClientsHold() {
        cluster.cluster().delete(live(SecretRole.SERVER));
        write(SecretRole.CLIENT, data -> data.put(Keys.CLIENT_PASSWORD, base64("wrong")));
        Map<SecretRole, JsonNode> before = all();

        SecretResult result = provision();

        assertThat(result).isInstanceOfSatisfying(SecretResult.Disagreement.class, held -> assertThat(held.why())
                .contains("isbsvc-n-js-key", "isbsvc-n-js-client-auth", "isbsvc-n-js-server")
                .doesNotContain(text(SecretRole.KEY, Keys.CLIENT_PASSWORD)));
        assertThat(all()).isEqualTo(before);

        cluster.cluster().delete(live(SecretRole.CLIENT));
        assertThat(provision()).as("the way out").isInstanceOf(SecretResult.Complete.class);
        assertThat(text(SecretRole.CLIENT, Keys.CLIENT_PASSWORD)).isEqualTo(text(SecretRole.KEY, Keys.CLIENT_PASSWORD));
    }

    /** Whatever is deleted and emptied between reconciles: what clients hold is accepted and the key is the same, or it is reported. */
    @Test
    void keepsKeyAndClientsWhateverIsLost() {
        long seed = Long.getLong("secrets.seed", new Random().nextLong());
        Random random = new Random(seed);
        Map<SecretRole, JsonNode> before = all();
        List<String> story = new ArrayList<>(List.of("seed " + seed));
        for (int reconcile = 0; reconcile < 25; reconcile++) {
            Set<SecretRole> spared = new HashSet<>(Set.of(SecretRole.values()[random.nextInt(2)]));
            for (SecretRole secret : SecretRole.values()) {
                if (!spared.contains(secret) && random.nextBoolean()) {
                    story.add(lose(secret, random));
                }
            }
            clock.pass(Duration.ofHours(1));
            SecretResult result = provision();
            story.add(result.toString());
            if (result instanceof SecretResult.Complete complete
                    && complete.left().isPresent()) {
                story.add("delete KEY as the message says");
                cluster.cluster().delete(live(SecretRole.KEY));
                result = provision();
            }
            assertThat(result)
                    .as(story.toString())
                    .isInstanceOfSatisfying(
                            SecretResult.Complete.class,
                            complete -> assertThat(complete.newCredentials()).isFalse());
            assertHealed(before);
        }
    }

    private String lose(SecretRole secret, Random random) {
        if (random.nextBoolean()) {
            cluster.cluster().delete(live(secret));
            return "delete " + secret;
        }
        List<String> keys = new ArrayList<>();
        live(secret).path("data").fieldNames().forEachRemaining(keys::add);
        String key = keys.get(random.nextInt(keys.size()));
        if (secret == SecretRole.KEY) {
            remake(secret, data -> data.put(key, ""));
        } else {
            write(secret, data -> data.put(key, ""));
        }
        return "empty " + secret + " " + key;
    }

    private SecretResult provision() {
        return provisioner.provision(service, true, ENCRYPTED);
    }

    private void assertHealed(Map<SecretRole, JsonNode> before) {
        assertThat(live(SecretRole.KEY).path("data"))
                .isEqualTo(before.get(SecretRole.KEY).path("data"));
        assertThat(live(SecretRole.CLIENT).path("data"))
                .isEqualTo(before.get(SecretRole.CLIENT).path("data"));
        JsonNode server = live(SecretRole.SERVER).path("data");
        assertThat(server.get(Keys.ENCRYPTION))
                .isEqualTo(before.get(SecretRole.SERVER).at("/data/" + Keys.ENCRYPTION));
        assertThat(TestCluster.credentialsOfServer(server))
                .isEqualTo(
                        TestCluster.credentialsOfClient(live(SecretRole.CLIENT).path("data")));
        Map<String, String> texts = new HashMap<>();
        server.fieldNames().forEachRemaining(key -> texts.put(key, TestCluster.text(server, key)));
        assertThat(UsableCertificates.unusable(texts)).isEmpty();
    }

    private Map<SecretRole, JsonNode> all() {
        Map<SecretRole, JsonNode> all = new EnumMap<>(SecretRole.class);
        for (SecretRole secret : SecretRole.values()) {
            cluster.cluster()
                    .get(new ObjectRef(ObjectKind.SECRET, cluster.namespace(), name(secret)))
                    .ifPresent(live -> all.put(secret, live));
        }
        return all;
    }

    private void write(SecretRole secret, Consumer<ObjectNode> change) {
        ObjectNode changed = live(secret).deepCopy();
        change.accept(changed.withObject("data"));
        cluster.replace(changed);
    }

    /** As somebody does who restores it from a backup. */
    private void remake(SecretRole secret, Consumer<ObjectNode> change) {
        ObjectNode changed = live(secret).deepCopy();
        change.accept(changed.withObject("data"));
        changed.put("immutable", true);
        changed.withObject("metadata").retain("name", "namespace", "labels", "annotations", "ownerReferences");
        changed.withObject("/metadata/annotations").put("example.org/by", "hand");
        cluster.cluster().delete(live(secret));
        assertThat(cluster.cluster().create(changed)).isInstanceOf(WriteResult.Done.class);
    }

    private JsonNode live(SecretRole secret) {
        return cluster.live(ObjectKind.SECRET, name(secret));
    }

    private String text(SecretRole secret, String key) {
        return TestCluster.text(live(secret).path("data"), key);
    }

    private String name(SecretRole secret) {
        return secret.name(service.names());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
