package dev.numaflow.isbsvc.runtime.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedParallelTest {

    @Test
    void aFailureStopsNoneOfTheOthers() {
        BoundedParallel<Integer> all = BoundedParallel.each(List.of(1, 2, 3, 4), n -> {
            if (n % 2 == 0) {
                throw new NatsUnavailable("no " + n);
            }
            return n;
        });

        assertThat(all.done()).containsExactly(1, 3);
        assertThatThrownBy(all::throwFirstFailure)
                .isInstanceOf(NatsUnavailable.class)
                .hasMessage("no 2")
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement().satisfies(other -> assertThat(other)
                        .hasMessage("no 4")));
    }

    @Test
    void severalStepsRunAtTheSameTimeButNotAll() {
        CountDownLatch four = new CountDownLatch(4);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        BoundedParallel<Boolean> all =
                BoundedParallel.each(IntStream.range(0, 40).boxed().toList(), n -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    four.countDown();
                    boolean together = await(four);
                    running.decrementAndGet();
                    return together;
                });

        assertThat(all.done()).hasSize(40).containsOnly(true);
        assertThat(most.get()).isBetween(4, 8);
    }

    @Test
    void stepsThatDoNotWaitAreUnderWayTogetherUpToTheirBoundAndAFailureStopsNone() {
        Queue<CompletableFuture<Integer>> underWay = new ArrayDeque<>();
        AtomicInteger most = new AtomicInteger();
        List<Integer> started = new ArrayList<>();

        BoundedParallel<Integer> all =
                BoundedParallel.inFlight(IntStream.range(0, 10).boxed().toList(), 3, n -> {
                    started.add(n);
                    if (n == 4) {
                        throw new NatsUnavailable("no 4");
                    }
                    CompletableFuture<Integer> answer = new CompletableFuture<>();
                    underWay.add(answer);
                    most.accumulateAndGet(underWay.size(), Math::max);
                    if (underWay.size() == 3 || n == 9) {
                        answerAll(underWay, n);
                    }
                    return answer;
                });

        assertThat(started).hasSize(10);
        assertThat(most).hasValue(3);
        assertThat(all.done()).hasSize(9);
        assertThatThrownBy(all::throwFirstFailure)
                .isInstanceOf(NatsUnavailable.class)
                .hasMessage("no 4");
    }

    private static void answerAll(Queue<CompletableFuture<Integer>> underWay, int answer) {
        for (CompletableFuture<Integer> each = underWay.poll(); each != null; each = underWay.poll()) {
            each.complete(answer);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
