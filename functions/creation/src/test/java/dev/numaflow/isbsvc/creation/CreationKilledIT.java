package dev.numaflow.isbsvc.creation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.testkit.FunctionProcess;
import dev.numaflow.isbsvc.testkit.FunctionUnderTest;
import dev.numaflow.isbsvc.testkit.KillingProxy;
import dev.numaflow.isbsvc.testkit.Lifespan;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Invariant 8: the process is killed in every request that it makes, one after the other, and the event comes again. */
class CreationKilledIT {

    private static final String ADD = "dev.knative.apiserver.resource.add";
    private static final String KIND = "InterStepBufferService";

    @RegisterExtension
    static final FunctionUnderTest survivor = FunctionUnderTest.of("creation");

    private KillingProxy proxy;

    @BeforeEach
    void start() {
        proxy = new KillingProxy(survivor.kubeconfig());
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void endsInTheSameStateWhereverItIsKilled() {
        create("undisturbed");
        assertThat(survivor.post(ADD, KIND, "undisturbed").status()).isEqualTo(200);
        List<String> wanted = children("undisturbed");
        int deaths = 0;
        while (killed(deaths + 1)) {
            deaths++;
            String name = name(deaths);
            Map<String, Map<String, String>> minted = secrets(name);
            survivor.post(ADD, KIND, name);

            assertThat(children(name)).as("killed in request %d", deaths).isEqualTo(wanted);
            assertThat(secrets(name))
                    .as("killed in request %d", deaths)
                    .hasSize(3)
                    .containsAllEntriesOf(minted);
            survivor.requests();
            survivor.post(ADD, KIND, name);
            assertThat(survivor.writes()).as("killed in request %d", deaths).isEmpty();
        }
        assertThat(deaths).isGreaterThan(15);
    }

    /** Whether it was killed before it had finished. */
    private boolean killed(int request) {
        create(name(request));
        try (FunctionProcess victim = survivor.another(proxy.url())) {
            proxy.countAgainst(new Lifespan(request - 1, victim::kill));
            victim.post(ADD, KIND, survivor.namespace(), name(request));
            return false;
        } catch (UncheckedIOException died) {
            return true;
        }
    }

    private void create(String name) {
        survivor.create(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata: {name: %s}
                spec: {jetstream: {version: latest, persistence: {volumeSize: 3Gi}}}
                """
                        .formatted(name));
    }

    private static String name(int request) {
        return "killed-" + request;
    }

    /** What the children say, but for the name of their service. */
    private List<String> children(String name) {
        StatefulSet servers = survivor.client()
                .apps()
                .statefulSets()
                .inNamespace(survivor.namespace())
                .withName(js(name))
                .get();
        ConfigMap config = survivor.client()
                .configMaps()
                .inNamespace(survivor.namespace())
                .withName(js(name) + "-config")
                .get();
        return List.of(
                nameless(servers.getSpec(), name),
                nameless(config.getData(), name),
                nameless(
                        survivor.client()
                                .services()
                                .inNamespace(survivor.namespace())
                                .withName(js(name) + "-svc")
                                .get()
                                .getSpec(),
                        name),
                nameless(
                        survivor.client()
                                .policy()
                                .v1()
                                .podDisruptionBudget()
                                .inNamespace(survivor.namespace())
                                .withName(js(name) + "-pdb")
                                .get()
                                .getSpec(),
                        name));
    }

    private static String nameless(Object part, String name) {
        return Serialization.asJson(part).replace(name, "NAME");
    }

    private Map<String, Map<String, String>> secrets(String name) {
        Map<String, Map<String, String>> secrets = new TreeMap<>();
        for (Secret secret : survivor.client()
                .secrets()
                .inNamespace(survivor.namespace())
                .list()
                .getItems()) {
            if (secret.getMetadata().getName().startsWith(js(name) + "-")) {
                secrets.put(secret.getMetadata().getName(), secret.getData());
            }
        }
        return secrets;
    }

    private static String js(String name) {
        return "isbsvc-" + name + "-js";
    }
}
