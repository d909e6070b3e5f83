package dev.numaflow.isbsvc.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits a random while before each request, so that races are run in many orders; the seed chooses which. */
public final class SlowCluster extends Cluster {

    private final Random random;
    private final int mostMillis;

    public SlowCluster(KubernetesClient client, Random random, int mostMillis) {
        super(client);
        this.random = random;
        this.mostMillis = mostMillis;
    }

    @Override
    public Optional<JsonNode> get(ObjectRef ref) {
        pause();
        return super.get(ref);
    }

    @Override
    public WriteResult create(JsonNode object) {
        pause();
        return super.create(object);
    }

    @Override
    public WriteResult replace(JsonNode object) {
        pause();
        return super.replace(object);
    }

    @Override
    public WriteResult replaceStatus(JsonNode object) {
        pause();
        return super.replaceStatus(object);
    }

    private void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }
}
