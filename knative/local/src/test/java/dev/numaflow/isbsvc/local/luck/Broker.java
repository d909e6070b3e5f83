package dev.numaflow.isbsvc.local.luck;

import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.local.manifests.Trigger;
import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import io.quarkus.funqy.knative.events.CloudEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The broker: takes events, loses and shuffles them as luck has it, and delivers as the triggers of the manifests say. */
final class Broker {

    private static final int LONGEST_LIFE = 30;

    private final Functions functions = new Functions();
    private final List<Trigger> triggers;
    private final World world;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final List<Message> delayed = new ArrayList<>();
    private final List<Message> all = new ArrayList<>();
    private Luck luck = Luck.UNDISTURBED;
    private Random random = new Random(0);

    Broker(Installation installation, World world) {
        this.triggers = installation.triggers();
        this.world = world;
    }

    /** From now on. */
    void luck(Luck next, Random from) {
        luck = next;
        random = from;
    }

    /** Every event that was ever taken. */
    List<Message> history() {
        return List.copyOf(all);
    }

    void take(Message message) {
        all.add(message);
        if (Luck.strikes(luck.drop(), random)) {
            return;
        }
        for (int copy = 0; copy < (Luck.strikes(luck.repeat(), random) ? 2 : 1); copy++) {
            if (Luck.strikes(luck.delay(), random)) {
                delayed.add(message);
            } else {
                waiting.add(message);
            }
        }
    }

    /** Delivers until nothing waits any more; what is delayed may come now or later. */
    void deliver() {
        delayed.removeIf(
                message -> Luck.strikes(luck.drop() / 2, random) || random.nextBoolean() && waiting.add(message));
        deliverWaiting();
    }

    /** Nothing is on its way afterwards. */
    void deliverAll() {
        waiting.addAll(delayed);
        delayed.clear();
        deliverWaiting();
    }

    private void deliverWaiting() {
        int budget = 2000;
        while (!waiting.isEmpty()) {
            if (--budget < 0) {
                throw new IllegalStateException("events go round and round: " + waiting);
            }
            Message message = waiting.poll();
            triggers.stream()
                    .filter(trigger -> trigger.filter().accepts(message.attributes()))
                    .forEach(trigger -> deliver(message, trigger));
            world.settleControllers();
        }
    }

    private void deliver(Message message, Trigger trigger) {
        String function = trigger.subscriber().name();
        for (int attempt = 0; attempt <= trigger.delivery().retry(); attempt++) {
            if (tried(message, function)) {
                return;
            }
            world.clock().pass(trigger.delivery().pauseAfter(attempt));
            world.settleControllers();
        }
        tried(message.givenUpBy(function), trigger.delivery().deadLetterSink().name());
    }

    private boolean tried(Message message, String function) {
        Post post = new Post();
        CloudEvent<byte[]> reply;
        try {
            reply = functions.call(function, message, process(post));
        } catch (Death death) {
            return false;
        } catch (RuntimeException failure) {
            world.note(function + " on " + message + " failed: " + failure);
            return false;
        } finally {
            // What was posted before is on its way, however the look ends.
            post.sent().forEach(this::take);
        }
        if (reply != null) {
            take(Message.of(reply));
        }
        return true;
    }

    private Wiring process(Post post) {
        int requests = Luck.strikes(luck.kill(), random) ? random.nextInt(LONGEST_LIFE) : WatchedCluster.IMMORTAL;
        Cluster cluster = world.cluster(requests);
        return new Wiring()
                .with(Cluster.class, cluster)
                .with(ClusterView.class, cluster)
                .with(Clock.class, world.clock())
                .with(BrokerClient.class, post)
                .with("K_SINK", Optional.of("none"));
    }

    /** The way on which repair sends; several at once, so their order is set afterwards. */
    private static final class Post extends BrokerClient {

        private final List<Message> sent = new ArrayList<>();

        Post() {
            super(Optional.empty());
        }

        @Override
        public synchronized void send(io.cloudevents.CloudEvent event) {
            sent.add(Message.of(event));
        }

        private synchronized List<Message> sent() {
            return sent.stream().sorted(Comparator.comparing(Message::toString)).toList();
        }
    }

    /** One period of repair, and all that follows from it. */
    void tick() {
        world.clock().pass(Duration.ofMinutes(5));
        waiting.add(Message.tick());
        deliverAll();
    }
}
