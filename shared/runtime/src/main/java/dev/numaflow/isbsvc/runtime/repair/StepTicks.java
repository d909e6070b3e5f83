package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.input.YamlDocuments;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Ticks each minute while a service is in guarded steps, and not at rest: by a PingSource of its own, because GitOps would revert a
 * changed one.
 */
@Singleton
class StepTicks {

    private static final Logger LOG = Logger.getLogger(StepTicks.class);
    private static final String RESOURCE = "resync-steps.yaml";

    private final Cluster cluster;
    private final String namespace;
    private final AtomicBoolean warned = new AtomicBoolean();

    @Inject
    StepTicks(
            Cluster cluster,
            @ConfigProperty(name = "isbsvc.namespace", defaultValue = "isbsvc-system") String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /**
     * Creates the source while it is needed, and deletes it otherwise. One that was changed or created meanwhile is read again at the
     * next tick.
     */
    void keep(boolean needed) {
        ObjectNode source = source();
        Optional<JsonNode> live = cluster.get(ObjectRef.of(source));
        if (needed && live.isEmpty()) {
            make(source);
        } else if (!needed && live.isPresent()) {
            cluster.delete(live.get());
        }
    }

    private void make(ObjectNode source) {
        WriteResult written = cluster.create(source);
        boolean isThere = written instanceof WriteResult.Done || written instanceof WriteResult.AlreadyExists;
        if (!isThere && warned.compareAndSet(false, true)) {
            LOG.warnf("steps go on with the usual clock only: no %s, %s", ObjectRef.of(source), written);
        }
    }

    private ObjectNode source() {
        try (InputStream text = StepTicks.class.getResourceAsStream(RESOURCE)) {
            String yaml = new String(Objects.requireNonNull(text, RESOURCE).readAllBytes(), StandardCharsets.UTF_8);
            ObjectNode source =
                    (ObjectNode) YamlDocuments.read(yaml, RESOURCE).value().get(0);
            source.withObject("/metadata").put("namespace", namespace);
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
