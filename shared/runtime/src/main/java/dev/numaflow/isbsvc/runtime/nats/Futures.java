package dev.numaflow.isbsvc.runtime.nats;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Results and failures of futures, without the wrapping exceptions. */
public final class Futures {

    private Futures() {}

    /** Waits for the result; throws the failure. */
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

    /** The cause of a failure, which a future throws directly or wrapped. */
    public static RuntimeException causeOf(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = wrapped ? failure.getCause() : failure;
        return cause instanceof RuntimeException itself ? itself : new IllegalStateException(cause);
    }
}
