package dev.numaflow.isbsvc.testkit;

/** So many calls of others, be it an API server or a nats-server, and then a process is over: the last one is carried out, and never answered. */
public final class Lifespan {

    private final Runnable end;
    private int callsLeft;
    private boolean over;

    /**
     * @param calls that are answered
     * @param end ends the process
     */
    public Lifespan(int calls, Runnable end) {
        this.callsLeft = calls;
        this.end = end;
    }

    /** That of a process that is not disturbed. */
    public static Lifespan endless() {
        return new Lifespan(Integer.MAX_VALUE, () -> {});
    }

    /** Counts a call that was carried out; false when its answer must not arrive. */
    public synchronized boolean outlives() {
        if (over) {
            return false;
        }
        if (callsLeft-- > 0) {
            return true;
        }
        over = true;
        end.run();
        return false;
    }

    /** Whether it has ended. */
    public synchronized boolean isOver() {
        return over;
    }
}
