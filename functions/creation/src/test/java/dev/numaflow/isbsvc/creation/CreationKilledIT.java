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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Invariant 8: the process is killed in every request that it makes, one after the other, and the event comes again. */
class CreationKilledIT {

    private static final String ADD = "dev.knative.apiserver.resource.add";
    private static final String KIND = "InterStepBufferService";

    @RegisterExtension
    static final FunctionUnderTest survivor = FunctionUnderTest.of("creation");

    /** How many are killed side by side: a function takes long to start, on one core. */
    private static final int AT_ONCE = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void endsInTheSameStateWhereverItIsKilled() throws Exception {
        create("undisturbed");
        assertThat(survivor.post(ADD, KIND, "undisturbed").status()).isEqualTo(200);
        List<String> wanted = children("undisturbed");
        int deaths = 0;
        int died;
        do {
            died = killed(deaths + 1);
            for (int last = deaths + died; deaths < last; ) {
                isBroughtToItsEnd(++deaths, wanted);
            }
        } while (died == AT_ONCE);
        assertThat(deaths).isGreaterThan(15);
    }

    private void isBroughtToItsEnd(int request, List<String> wanted) {
        String name = name(request);
        Map<String, Map<String, String>> provisioned = secrets(name);
        survivor.post(ADD, KIND, name);

        assertThat(children(name)).as("killed in request %d", request).isEqualTo(wanted);
        assertThat(secrets(name)).as("killed in request %d", request).hasSize(3).containsAllEntriesOf(provisioned);
        survivor.requests();
        survivor.post(ADD, KIND, name);
        assertThat(survivor.writes()).as("killed in request %d", request).isEmpty();
    }

    /** Kills one in this request, one in the next, and so on; how many of them had not finished before. */
    private int killed(int first) throws Exception {
        List<Callable<Boolean>> victims = new ArrayList<>();
        for (int request = first; request < first + AT_ONCE; request++) {
            int each = request;
            victims.add(() -> isKilled(each));
        }
        int killed = 0;
        for (Future<Boolean> victim : threads.invokeAll(victims)) {
            if (!victim.get()) {
                break;
            }
            killed++;
        }
        return killed;
    }

    /** Whether it was killed before it had finished. */
    private boolean isKilled(int request) {
        create(name(request));
        try (KillingProxy proxy = new KillingProxy(survivor.kubeconfig());
                FunctionProcess victim = survivor.another(proxy.url())) {
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
