package dev.numaflow.isbsvc.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WorkQueueTest {

    private final WorkQueue queue = new WorkQueue();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void stop() throws InterruptedException {
        mayEnd.countDown();
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void answersWhatArrivesDuringAReconcileTogetherByOneThatBeginsLater() throws Exception {
        List<EventBatch> batches = new ArrayList<>();
        Future<Outcome> first = running();

        List<Future<Outcome>> others = arriving(3, batch -> {
            batches.add(batch);
            return new Outcome.Done("together");
        });
        assertThat(batches).isEmpty();
        mayEnd.countDown();

        assertThat(first.get().message()).isEqualTo("first");
        for (Future<Outcome> other : others) {
            assertThat(other.get().message()).isEqualTo("together");
        }
        assertThat(batches).singleElement().satisfies(batch -> assertThat(batch.objects())
                .containsExactlyInAnyOrder(pod(0).object(), pod(1).object(), pod(2).object()));
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void givesAReplyToOneOfTheEventsBecauseItIsSentOnce() throws Exception {
        Future<Outcome> first = running();
        List<Future<Outcome>> others = arriving(
                3,
                batch -> new Outcome.Reply(
                        "ready", EventType.READY, batch.first().object()));
        mayEnd.countDown();

        int replies = 0;
        for (Future<Outcome> other : others) {
            assertThat(other.get().message()).isEqualTo("ready");
            replies += other.get() instanceof Outcome.Reply ? 1 : 0;
        }
        assertThat(replies).isOne();
        assertThat(first.get().message()).isEqualTo("first");
    }

    @Test
    void failsEveryEventOfAReconcileThatFailsSoThatEachIsDeliveredAgain() throws Exception {
        Future<Outcome> first = running();
        List<Future<Outcome>> others = arriving(3, batch -> {
            throw new IllegalStateException("not yet");
        });
        mayEnd.countDown();

        assertThat(first.get().message()).isEqualTo("first");
        for (Future<Outcome> other : others) {
            assertThatThrownBy(other::get)
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("not yet");
        }
        assertThat(queue.handle("service", pod(0), batch -> new Outcome.Done("again"))
                        .message())
                .isEqualTo("again");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void failsEveryEventOfAReconcileThatEndsWithAnError() throws Exception {
        Future<Outcome> first = running();
        List<Future<Outcome>> others = arriving(2, batch -> {
            throw new StackOverflowError();
        });
        mayEnd.countDown();

        for (Future<Outcome> other : others) {
            assertThatThrownBy(other::get).hasRootCauseInstanceOf(StackOverflowError.class);
        }
        assertThat(first.get().message()).isEqualTo("first");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void letsAnotherServiceBeReconciledMeanwhile() throws Exception {
        Future<Outcome> first = running();

        assertThat(queue.handle("another service", pod(0), batch -> new Outcome.Done("done"))
                        .message())
                .isEqualTo("done");
        assertThat(first.isDone()).isFalse();
    }

    /** Whatever the timing, each event is answered by a reconcile of its key that began after it arrived, and none overlaps. */
    @Test
    void answersEachEventByAReconcileThatBeganAfterItArrived() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AtomicLong clock = new AtomicLong();
        ConcurrentHashMap<String, AtomicInteger> running = new ConcurrentHashMap<>();
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            String key = "service " + random.nextInt(5);
            boolean fails = random.nextInt(10) == 0;
            answers.add(threads.submit(() -> {
                long arrived = clock.incrementAndGet();
                try {
                    Outcome outcome = queue.handle(key, pod(0), batch -> {
                        AtomicInteger others = running.computeIfAbsent(key, unused -> new AtomicInteger());
                        assertThat(others.incrementAndGet()).isOne();
                        long began = clock.incrementAndGet();
                        Thread.onSpinWait();
                        others.decrementAndGet();
                        if (fails) {
                            throw new IllegalStateException("not yet");
                        }
                        return new Outcome.Done(Long.toString(began));
                    });
                    return Long.parseLong(outcome.message()) > arrived;
                } catch (IllegalStateException failed) {
                    return failed.getMessage().equals("not yet");
                }
            }));
        }

        for (Future<Boolean> answer : answers) {
            assertThat(answer.get()).as("seed %d", seed).isTrue();
        }
        assertThat(queue.isEmpty()).as("seed %d", seed).isTrue();
    }

    /** A reconcile that has begun, and ends when it may. */
    private Future<Outcome> running() throws InterruptedException {
        Future<Outcome> first = threads.submit(() -> queue.handle("service", pod(9), batch -> {
            begun.countDown();
            awaitEnd();
            return new Outcome.Done("first");
        }));
        begun.await();
        return first;
    }

    private void awaitEnd() {
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Events of the same service, each of which has arrived when this returns. */
    private List<Future<Outcome>> arriving(int number, Function<EventBatch, Outcome> reconcile)
            throws InterruptedException {
        List<Future<Outcome>> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            int pod = i;
            all.add(threads.submit(() -> queue.handle("service", pod(pod), reconcile)));
            while (queue.waiting("service") <= i) {
                Thread.onSpinWait();
            }
        }
        return all;
    }

    private static Pointer pod(int number) {
        return new Pointer(EventType.REF_UPDATE, new ObjectRef(ObjectKind.POD, "ns", "isbsvc-n-js-" + number));
    }
}
