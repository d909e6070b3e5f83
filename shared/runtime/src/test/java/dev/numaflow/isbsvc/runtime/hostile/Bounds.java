package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs something on a thread of its own and measures what that thread took: processor time and bytes, which do not depend on how
 * busy the machine is. What hangs fails by the clock, much later.
 */
final class Bounds {

    private static final long MOST_SECONDS = 2;
    private static final long MOST_BYTES = 128L << 20;
    private static final long HANGS_SECONDS = 120;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Bounds() {}

    static <T> T within(Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> measured(work));
        Thread thread = new Thread(task, "bounded");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(HANGS_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("it hangs", e);
        } catch (ExecutionException e) {
            throw new AssertionError("it neither answers nor refuses", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static <T> T measured(Supplier<T> work) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        T done = work.get();
        assertThat(TimeUnit.NANOSECONDS.toMillis(THREADS.getCurrentThreadCpuTime() - nanos))
                .as("milliseconds of processor time")
                .isLessThan(TimeUnit.SECONDS.toMillis(MOST_SECONDS));
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - bytes)
                .as("bytes taken, garbage included")
                .isLessThan(MOST_BYTES);
        return done;
    }
}
