package dev.numaflow.isbsvc.runtime.nats;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** What comes of something that is under way, and what went wrong with it without the wrapping. */
public final class Futures {

    private Futures() {}

    /** Waits for it; throws what it failed with. */
    static <T> T await(Future<T> future, String what) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw causeOf(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NatsUnavailable("interrupted while waiting for " + what, e);
        }
    }

    /** What something failed with, of which a future tells by itself or by an exception of its own. */
    public static RuntimeException causeOf(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = wrapped ? failure.getCause() : failure;
        return cause instanceof RuntimeException itself ? itself : new IllegalStateException(cause);
    }
}
