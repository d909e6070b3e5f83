package dev.numaflow.isbsvc.runtime.cluster;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Collects the body of an answer up to a number of bytes; one that is longer, or is no longer needed, is cut off. */
final class BoundedBody implements AsyncBody.Consumer<List<ByteBuffer>> {

    private final int mostBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<Void> whole = new CompletableFuture<>();
    private AsyncBody body;
    private boolean cancelled;

    BoundedBody(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Starts to read; completes with the last byte. */
    CompletableFuture<Void> read(AsyncBody from) {
        synchronized (this) {
            body = from;
            if (cancelled) {
                from.cancel();
                return whole;
            }
        }
        var unused = from.done().whenComplete((done, failure) -> {
            if (failure == null) {
                whole.complete(null);
            } else {
                whole.completeExceptionally(failure);
            }
        });
        from.consume();
        return whole;
    }

    @Override
    public synchronized void consume(List<ByteBuffer> buffers, AsyncBody from) {
        for (ByteBuffer buffer : buffers) {
            if (bytes.size() + buffer.remaining() > mostBytes) {
                whole.completeExceptionally(new AnswerTooLarge(mostBytes));
                from.cancel();
                return;
            }
            byte[] chunk = new byte[buffer.remaining()];
            buffer.get(chunk);
            bytes.write(chunk, 0, chunk.length);
        }
        from.consume();
    }

    /** No caller waits for it any more. */
    synchronized void cancel() {
        cancelled = true;
        if (body != null) {
            body.cancel();
        }
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }
}
