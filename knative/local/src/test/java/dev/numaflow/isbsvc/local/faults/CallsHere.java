package dev.numaflow.isbsvc.local.faults;

import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.isbsvc.DeletionBlockers;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.nats.ServerReports;
import dev.numaflow.isbsvc.runtime.provisioning.MovedBuffers;
import dev.numaflow.isbsvc.runtime.secrets.SecretProvisioner;
import dev.numaflow.isbsvc.runtime.secrets.SecretProvisioning;
import dev.numaflow.isbsvc.runtime.steps.ServerGate;
import dev.numaflow.isbsvc.runtime.steps.StepGate;
import dev.numaflow.isbsvc.testkit.Lifespan;
import dev.numaflow.isbsvc.testkit.NatsRelay;
import dev.numaflow.isbsvc.testkit.TestClock;
import io.quarkus.funqy.knative.events.CloudEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Functions in this process. A dead one's code may go on for a while, as it cannot be stopped, but nobody serves it any more. */
final class CallsHere implements Calls {

    private final Functions functions = new Functions();
    private final TestClock clock = new TestClock(Instant.now());
    private final SimulatedCluster world;
    private final List<NatsRelay> servers;
    private final Post post = new Post();

    CallsHere(SimulatedCluster world, List<NatsRelay> servers) {
        this.world = world;
        this.servers = servers;
    }

    @Override
    public Optional<Message> call(String function, Message message, int calls) {
        Lifespan life = new Lifespan(calls, () -> {});
        servers.forEach(server -> server.countAgainst(life));
        try {
            CloudEvent<byte[]> reply = functions.call(function, message, process(life));
            if (life.isOver()) {
                throw new ProcessKilled();
            }
            return Optional.ofNullable(reply).map(Message::of);
        } catch (RuntimeException failure) {
            if (life.isOver()) {
                throw new ProcessKilled();
            }
            throw failure;
        }
    }

    private Wiring process(Lifespan life) {
        Cluster cluster = world.cluster(life);
        return new Wiring()
                .with(Cluster.class, cluster)
                .with(ClusterView.class, cluster)
                .with(ClusterWriter.class, cluster)
                .with(SecretProvisioning.class, new SecretProvisioner(cluster, clock))
                .with(StepGate.class, new ServerGate(cluster, new ServerReports(new Monitoring()), clock))
                .with(DeletionBlockers.class, new MovedBuffers(cluster, new ServerReports(new Monitoring()), clock))
                .with(Clock.class, clock)
                .with(BrokerClient.class, post);
    }

    @Override
    public List<Message> posted() {
        return post.taken();
    }

    @Override
    public void pass(Duration time) {
        clock.pass(time);
    }

    /** The way on which repair sends; several at once, so their order is set afterwards. */
    private static final class Post extends BrokerClient {

        private final List<Message> sent = new ArrayList<>();

        Post() {
            super(() -> null);
        }

        @Override
        public synchronized void send(io.cloudevents.CloudEvent event) {
            sent.add(Message.of(event));
        }

        private synchronized List<Message> taken() {
            List<Message> taken = sent.stream()
                    .sorted(Comparator.comparing(Message::toString))
                    .toList();
            sent.clear();
            return taken;
        }
    }
}
