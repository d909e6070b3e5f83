package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class BoundsTest {

    private volatile boolean ended;

    @Test
    void whatEndsInTimeAnswers() {
        assertThat(Bounds.within(() -> 1)).isEqualTo(1);
    }

    @Test
    void whatNeverEndsFailsAndShowsWhereItWas() {
        try {
            assertThatThrownBy(() -> Bounds.within(this::turn))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ms of processor time")
                    .satisfies(error -> assertThat(error.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("turn")));
        } finally {
            ended = true;
        }
    }

    @Test
    void whatTakesTooMuchFails() {
        assertThatThrownBy(() -> Bounds.within(BoundsTest::fill))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("MiB");
    }

    @Test
    void whatWaitsForEverFails() {
        Supplier<Integer> waiting = () -> {
            try {
                new CountDownLatch(1).await();
                return 1;
            } catch (InterruptedException e) {
                return 0;
            }
        };

        assertThatThrownBy(() -> Bounds.within(waiting, 100)).hasMessage("it hangs");
    }

    private int turn() {
        int turns = 0;
        while (!ended) {
            turns++;
        }
        return turns;
    }

    private static int fill() {
        List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(new byte[2 << 20]);
        }
        return all.size();
    }
}
