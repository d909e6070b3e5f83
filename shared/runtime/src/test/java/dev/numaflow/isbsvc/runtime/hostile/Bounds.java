package dev.numaflow.isbsvc.runtime.hostile;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs something on a thread of its own and fails as soon as that thread takes more than it may: processor time and bytes, which do
 * not depend on how busy the machine is. What waits without working fails by the clock, later. The failure shows where it was.
 */
public final class Bounds {

    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long MAX_BYTES = 128L << 20;
    private static final long HANGS_MILLIS = 60_000;
    private static final long CHECK_MILLIS = 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Bounds() {}

    /** What the work answers, if it does so within the bounds. */
    public static <T> T within(Supplier<T> work) {
        return within(work, HANGS_MILLIS);
    }

    static <T> T within(Supplier<T> work, long hangsMillis) {
        FutureTask<T> task = new FutureTask<>(() -> {
            T done = work.get();
            check(Thread.currentThread());
            return done;
        });
        Thread thread = new Thread(task, "bounded");
        thread.setDaemon(true);
        thread.start();
        try {
            return await(task, thread, hangsMillis);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failed) {
                throw failed;
            }
            throw new AssertionError("it neither answers nor refuses: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            thread.interrupt();
        }
    }

    private static <T> T await(FutureTask<T> task, Thread thread, long hangsMillis)
            throws ExecutionException, InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            try {
                return task.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                check(thread);
                if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) > hangsMillis) {
                    throw exceeded(thread, "it hangs");
                }
            }
        }
    }

    /** A thread that has ended takes -1 of everything. */
    private static void check(Thread thread) {
        long nanos = THREADS.getThreadCpuTime(thread.getId());
        if (nanos > MAX_NANOS) {
            throw exceeded(thread, TimeUnit.NANOSECONDS.toMillis(nanos) + " ms of processor time");
        }
        long bytes = THREADS.getThreadAllocatedBytes(thread.getId());
        if (bytes > MAX_BYTES) {
            throw exceeded(thread, (bytes >> 20) + " MiB, garbage included");
        }
    }

    private static AssertionError exceeded(Thread thread, String what) {
        AssertionError error = new AssertionError(what);
        error.setStackTrace(thread.getStackTrace());
        return error;
    }
}
