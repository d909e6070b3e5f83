package dev.numaflow.isbsvc.local.faults;

import dev.numaflow.isbsvc.local.manifests.Installation;
import dev.numaflow.isbsvc.local.manifests.Trigger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The broker: takes events, loses and shuffles them as the run has it, and delivers as the triggers of the manifests say. */
final class Broker {

    private static final int LONGEST_LIFE = 30;

    private final List<Trigger> triggers;
    private final SimulatedCluster world;
    private final Calls calls;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final List<Message> delayed = new ArrayList<>();
    private final List<Message> all = new ArrayList<>();
    private FaultInjection faults = FaultInjection.UNDISTURBED;
    private Random random = new Random(0);

    Broker(Installation installation, SimulatedCluster world, Calls calls) {
        this.triggers = installation.triggers();
        this.world = world;
        this.calls = calls;
    }

    /** From now on. */
    void faults(FaultInjection next, Random from) {
        faults = next;
        random = from;
    }

    /** Every event that was ever taken. */
    List<Message> history() {
        return List.copyOf(all);
    }

    void take(Message message) {
        all.add(message);
        if (FaultInjection.strikes(faults.drop(), random)) {
            return;
        }
        for (int copy = 0; copy < (FaultInjection.strikes(faults.repeat(), random) ? 2 : 1); copy++) {
            if (FaultInjection.strikes(faults.delay(), random)) {
                delayed.add(message);
            } else {
                waiting.add(message);
            }
        }
    }

    /** Delivers until nothing waits any more; what is delayed may come now or later. */
    void deliver() {
        delayed.removeIf(message ->
                FaultInjection.strikes(faults.drop() / 2, random) || random.nextBoolean() && waiting.add(message));
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
            calls.pass(trigger.delivery().pauseAfter(attempt));
            world.settleControllers();
        }
        tried(message.givenUpBy(function), trigger.delivery().deadLetterSink().name());
    }

    private boolean tried(Message message, String function) {
        int life = FaultInjection.strikes(faults.kill(), random) ? random.nextInt(LONGEST_LIFE) : Calls.IMMORTAL;
        Optional<Message> reply;
        try {
            reply = calls.call(function, message, life);
        } catch (ProcessKilled death) {
            return false;
        } catch (RuntimeException failure) {
            world.note(function + " on " + message + " failed: " + failure);
            return false;
        } finally {
            // What was posted before is on its way, however the look ends.
            calls.posted().forEach(this::take);
        }
        reply.ifPresent(this::take);
        return true;
    }

    /** One period of repair, and all that follows from it. */
    void tick() {
        calls.pass(Duration.ofMinutes(5));
        waiting.add(Message.tick());
        deliverAll();
    }
}
