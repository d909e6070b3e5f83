package dev.numaflow.isbsvc.runtime.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.SlowCluster;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecretProvisionerIT {

    private static final int RACES = 40;
    private static final int MOST_MILLIS = 6;

    private final TestCluster cluster = new TestCluster();
    private final SecretProvisioner provisioner = new SecretProvisioner(cluster.cluster(), Clock.systemUTC());

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void twoRacingProvisionersEndInOneConsistentSet() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int race = 0; race < RACES; race++) {
                ValidService service = service("n" + race);
                long seed = new Random().nextLong();
                Future<SecretResult> one = threads.submit(() -> racing(seed).provision(service, false));
                Future<SecretResult> other =
                        threads.submit(() -> racing(seed + 1).provision(service, false));

                assertThat(one.get()).as("seed %d", seed).isInstanceOf(SecretResult.Complete.class);
                assertThat(other.get()).as("seed %d", seed).isInstanceOf(SecretResult.Complete.class);
                assertConsistent(service.names(), "seed " + seed);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void provisionsNothingWhereAllIsThere() {
        ValidService service = service("n");
        provisioner.provision(service, false);
        cluster.writes();

        assertThat(provisioner.provision(service, false)).isEqualTo(new SecretResult.Complete(List.of(), false));
        assertThat(cluster.writes()).isEmpty();
    }

    @Test
    void remakesALostServerSecretFromTheKeyAndWhatClientsHold() {
        ValidService service = service("n");
        Names names = service.names();
        provisioner.provision(service, false);
        JsonNode before = cluster.live(ObjectKind.SECRET, names.serverSecret());
        cluster.cluster().delete(before);

        assertThat(provisioner.provision(service, false))
                .isEqualTo(new SecretResult.Complete(List.of(names.serverSecret()), false));
        assertConsistent(names, "server Secret lost");
        assertThat(cluster.live(ObjectKind.SECRET, names.serverSecret()).at("/data/encryption"))
                .isEqualTo(before.at("/data/encryption"));
    }

    @Test
    void remakesALostClientSecretWithTheSameCredentials() {
        ValidService service = service("n");
        Names names = service.names();
        provisioner.provision(service, false);
        JsonNode before = cluster.live(ObjectKind.SECRET, names.clientSecret());
        cluster.cluster().delete(before);

        provisioner.provision(service, false);

        assertThat(cluster.live(ObjectKind.SECRET, names.clientSecret()).path("data"))
                .isEqualTo(before.path("data"));
    }

    @Test
    void keepsTheKeyOfAServiceThatHasOnlyAServerSecret() {
        ValidService service = service("n");
        Names names = service.names();
        provisioner.provision(service, false);
        JsonNode server = cluster.live(ObjectKind.SECRET, names.serverSecret());
        cluster.cluster().delete(cluster.live(ObjectKind.SECRET, names.keySecret()));

        provisioner.provision(service, false);

        assertThat(cluster.live(ObjectKind.SECRET, names.keySecret()).at("/data/encryption"))
                .isEqualTo(server.at("/data/encryption"));
    }

    /** Invariant 7: with both Secrets that know the key gone, a new one would make what is stored unreadable. */
    @Test
    void neverProvisionsAnotherKeyForDataThatIsEncrypted() {
        ValidService encrypted = service("n", "{version: latest, encryption: true}");

        assertThat(provisioner.provision(encrypted, true)).isInstanceOf(SecretResult.Impossible.class);
        assertThat(provisioner.provision(encrypted, false)).isInstanceOf(SecretResult.Complete.class);
        assertThat(provisioner.provision(encrypted, true)).isEqualTo(new SecretResult.Complete(List.of(), false));
    }

    @Test
    void theKeyIsImmutableAndHasNoOwner() {
        ValidService service = service("n");
        provisioner.provision(service, false);

        JsonNode key = cluster.live(ObjectKind.SECRET, service.names().keySecret());
        assertThat(key.path("immutable").asBoolean()).isTrue();
        assertThat(key.at("/metadata/ownerReferences").isMissingNode()).isTrue();
        assertThat(TestCluster.text(key.path("data"), "encryption")).matches("[a-zA-Z][a-zA-Z0-9]{31}");
    }

    @Test
    void leavesTheSecretOfSomebodyElseAlone() {
        ValidService service = service("n");
        String name = service.names().serverSecret();
        JsonNode theirs = cluster.apply("{apiVersion: v1, kind: Secret, metadata: {name: " + name + ", namespace: "
                + cluster.namespace() + "}, data: {encryption: c2VjcmV0}}");

        SecretResult provisioned = provisioner.provision(service, false);

        assertThat(provisioned).isInstanceOf(SecretResult.Impossible.class);
        assertThat(provisioned.toString()).contains(name).doesNotContain("secret-value");
        assertThat(cluster.live(ObjectKind.SECRET, name)).isEqualTo(theirs);
    }

    /** What a foreground cascade does: vertices that run hold their credentials in their environment. */
    @Test
    void remakesBothSecretsThatACascadeRemovesWithWhatClientsHold() {
        ValidService service = service("n");
        Names names = service.names();
        provisioner.provision(service, false);
        JsonNode before = cluster.live(ObjectKind.SECRET, names.clientSecret()).path("data");
        cluster.cluster().delete(cluster.live(ObjectKind.SECRET, names.serverSecret()));
        cluster.cluster().delete(cluster.live(ObjectKind.SECRET, names.clientSecret()));

        provisioner.provision(service, false);

        assertConsistent(names, "both lost");
        assertThat(cluster.live(ObjectKind.SECRET, names.clientSecret()).path("data"))
                .isEqualTo(before);
    }

    @Test
    void remembersInANewKeySecretWhatTheServersAccept() {
        ValidService service = service("n");
        Names names = service.names();
        provisioner.provision(service, false);
        JsonNode before = cluster.live(ObjectKind.SECRET, names.clientSecret()).path("data");
        cluster.cluster().delete(cluster.live(ObjectKind.SECRET, names.keySecret()));
        cluster.cluster().delete(cluster.live(ObjectKind.SECRET, names.clientSecret()));

        provisioner.provision(service, false);

        assertThat(TestCluster.credentialsOfClient(
                        cluster.live(ObjectKind.SECRET, names.keySecret()).path("data")))
                .isEqualTo(TestCluster.credentialsOfClient(before));
    }

    @Test
    void goesOnWithAKeySecretThatIsOlderThanTheCredentialsInIt() {
        ValidService service = service("n");
        Names names = service.names();
        String key = "a".repeat(32);
        cluster.apply("{apiVersion: v1, kind: Secret, immutable: true, stringData: {encryption: " + key
                + "}, metadata: {name: " + names.keySecret()
                + ", namespace: " + cluster.namespace() + ", labels: {numaflow.numaproj.io/isbsvc-name: n}}}");

        assertThat(provisioner.provision(service, false)).isInstanceOf(SecretResult.Complete.class);

        JsonNode server = cluster.live(ObjectKind.SECRET, names.serverSecret()).path("data");
        assertThat(TestCluster.text(server, "encryption")).isEqualTo(key);
        assertThat(TestCluster.credentialsOfClient(
                        cluster.live(ObjectKind.SECRET, names.clientSecret()).path("data")))
                .isEqualTo(TestCluster.credentialsOfServer(server));
    }

    @Test
    void givesBackTheLabelsAndTheOwnerThatASecretHasLostAndLeavesItsDataAlone() {
        ValidService service = service("n");
        String name = service.names().clientSecret();
        provisioner.provision(service, false);
        JsonNode before = cluster.live(ObjectKind.SECRET, name);
        ObjectNode stripped = before.deepCopy();
        stripped.withObject("metadata").remove("ownerReferences");
        stripped.withObject("/metadata/labels").remove("app.kubernetes.io/part-of");
        cluster.cluster().replace(stripped);

        provisioner.provision(service, false);

        JsonNode after = cluster.live(ObjectKind.SECRET, name);
        assertThat(after.at("/metadata/labels")).isEqualTo(before.at("/metadata/labels"));
        assertThat(after.at("/metadata/ownerReferences")).isEqualTo(before.at("/metadata/ownerReferences"));
        assertThat(after.path("data")).isEqualTo(before.path("data"));
        cluster.writes();
        provisioner.provision(service, false);
        assertThat(cluster.writes()).isEmpty();
    }

    /** The service goes between the look at it and the key: nobody else would ever remove that. */
    @Test
    void leavesNoKeyOfAServiceThatIsGoneMeanwhile() {
        ValidService service = service("n");
        cluster.cluster().delete(cluster.live(ObjectKind.ISB_SERVICE, "n"));

        assertThat(provisioner.provision(service, false)).isInstanceOf(SecretResult.Overtaken.class);
        assertThat(cluster.cluster().list(ObjectKind.SECRET, cluster.namespace()))
                .isEmpty();
    }

    private SecretProvisioner racing(long seed) {
        return new SecretProvisioner(
                new SlowCluster(cluster.client(), new Random(seed), MOST_MILLIS), Clock.systemUTC());
    }

    private ValidService service(String name) {
        return service(name, "{version: latest}");
    }

    private ValidService service(String name, String jetstream) {
        JsonNode tree = cluster.apply(cluster.service(name, jetstream));
        return ServiceRules.check(tree, ControllerConfig.builtIn()).value();
    }

    private void assertConsistent(Names names, String when) {
        JsonNode server = cluster.live(ObjectKind.SECRET, names.serverSecret()).path("data");
        assertThat(cluster.live(ObjectKind.SECRET, names.keySecret()).at("/data/encryption"))
                .as(when)
                .isEqualTo(server.path("encryption"));
        assertThat(TestCluster.credentialsOfClient(
                        cluster.live(ObjectKind.SECRET, names.clientSecret()).path("data")))
                .as(when)
                .isEqualTo(TestCluster.credentialsOfServer(server));
        assertThat(((ObjectNode) server).properties())
                .as("the authority and its key beside what pods mount")
                .hasSize(10);
    }
}
