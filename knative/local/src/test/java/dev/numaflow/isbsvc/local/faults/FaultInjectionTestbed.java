package dev.numaflow.isbsvc.local.faults;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer.Answered;
import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.rendering.servers.LiveConfig;
import dev.numaflow.isbsvc.servers.NatsServer;
import dev.numaflow.isbsvc.servers.NatsServerConfig;
import dev.numaflow.isbsvc.testkit.HostNames;
import dev.numaflow.isbsvc.testkit.NatsRelay;
import dev.numaflow.isbsvc.testkit.Repository;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** One API server, a nats-server with buffers and one without, on which scenarios run one after the other. */
final class FaultInjectionTestbed implements AutoCloseable {

    private final EmbeddedCluster api = EmbeddedCluster.start("isbsvc-system", "numaflow-system");
    private final Installation installation = Installation.read(Repository.file("knative/manifests/overlays/local"));
    private final NatsServer nats;
    private final NatsServer idle;
    private final ReloadedServer reloaded;
    private final NatsRelay toNats;
    private final NatsRelay toIdle;
    private final Connection connection;
    private final JetStreamManagement servers;

    FaultInjectionTestbed(Path folder) throws IOException, InterruptedException {
        nats = NatsServer.start(Files.createDirectory(folder.resolve("a")), NatsServerConfig.open("isbsvc-a-js-0"));
        idle = NatsServer.start(Files.createDirectory(folder.resolve("b")), NatsServerConfig.open("isbsvc-b-js-0"));
        reloaded = new ReloadedServer(nats);
        toNats = new NatsRelay(nats.address());
        toIdle = new NatsRelay(idle.address());
        connection = Nats.connect(new Options.Builder().server(nats.url()).build());
        servers = connection.jetStreamManagement();
    }

    /**
     * What a run has led to.
     *
     * @param restless what a further period has written or sent though nothing happened; empty as it should be
     */
    record Outcome(Map<String, String> end, List<String> restless, List<String> notes) {}

    /** Functions that run as they are packaged, for worlds of this laboratory. */
    FunctionProcesses processes() {
        return new FunctionProcesses(api, List.of(toNats, toIdle));
    }

    /** Functions that are called in this process. */
    Calls callsHere(SimulatedCluster world) {
        return new CallsHere(world, List.of(toNats, toIdle));
    }

    /** Lets a scenario happen, waits for some periods, and looks. */
    Outcome run(Run run) {
        String namespace = run.namespace();
        HostNames.ofThisJvm().pointServices(namespace, Map.of("a", toNats.address(), "b", toIdle.address()));
        reloaded.load(LiveConfig.NONE);
        try (SimulatedCluster world =
                new SimulatedCluster(api, servers, reloaded::load, installation, namespace, run.calls())) {
            Random random = new Random(run.seed());
            for (Step act : Scenario.of(run.seed())) {
                if (act.afterRest()) {
                    rest(world, random, run.periods());
                }
                act.what().accept(world);
                world.settleControllers();
                world.broker().faults(run.faults(), random);
                world.broker().deliver();
                if (FaultInjection.strikes(run.faults().tick(), random)) {
                    world.broker().tick();
                }
            }
            rest(world, random, run.periods());
            if (run.replays()) {
                replay(world, random);
            }
            Map<String, String> end = EndState.of(world);
            List<String> restless = restless(world);
            if (!restless.isEmpty()) {
                // What people are told is the best beginning of a search.
                world.note("told: " + api.events(namespace));
            }
            return new Outcome(end, restless, world.notes());
        }
    }

    private static void rest(SimulatedCluster world, Random random, int periods) {
        world.broker().faults(FaultInjection.UNDISTURBED, random);
        world.settleControllers();
        world.broker().deliverAll();
        for (int period = 0; period < periods; period++) {
            world.broker().tick();
        }
    }

    private static void replay(SimulatedCluster world, Random random) {
        List<Message> history = new ArrayList<>(world.broker().history());
        Collections.shuffle(history, random);
        history.forEach(world.broker()::take);
        world.broker().deliverAll();
    }

    private List<String> restless(SimulatedCluster world) {
        int events = world.broker().history().size();
        api.requests().clear();
        world.broker().tick();
        List<Message> sent = world.broker().history();
        return Stream.concat(
                        api.writes().stream()
                                .filter(write -> !isHeartbeat(write))
                                .map(Answered::toString),
                        sent.subList(events, sent.size()).stream().map(Message::toString))
                .toList();
    }

    private static boolean isHeartbeat(Answered write) {
        return write.path().startsWith("apis/coordination.k8s.io/v1/namespaces/isbsvc-system/leases");
    }

    @Override
    public void close() throws Exception {
        connection.close();
        toNats.close();
        toIdle.close();
        nats.close();
        idle.close();
        api.close();
        HostNames.ofThisJvm().clear();
    }
}
