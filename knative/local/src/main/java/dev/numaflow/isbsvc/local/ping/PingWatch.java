package dev.numaflow.isbsvc.local.ping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.local.knative.KnativeObjects;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import dev.numaflow.isbsvc.local.manifests.PingSource;
import dev.numaflow.isbsvc.local.manifests.Reference;
import dev.numaflow.isbsvc.local.report.Progress;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** Runs the pings of each PingSource of the API server: those of the manifests, and those created later. */
public final class PingWatch implements AutoCloseable, ResourceEventHandler<GenericKubernetesResource> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Pings pings;
    private final Function<Reference, URI> sinks;
    private final Progress progress;
    private SharedIndexInformer<GenericKubernetesResource> informer;

    /** @param sinks the URL of a sink */
    public PingWatch(KubernetesClient client, Pings pings, Function<Reference, URI> sinks, Progress progress) {
        this.client = client;
        this.pings = pings;
        this.sinks = sinks;
        this.progress = progress;
    }

    /** Starts with the existing ones. */
    public PingWatch start() {
        informer = client.genericKubernetesResources("sources.knative.dev/v1", "PingSource")
                .inAnyNamespace()
                .inform(this);
        return this;
    }

    @Override
    public void onAdd(GenericKubernetesResource added) {
        if (tick(added)) {
            client.resource(added).editStatus(live -> KnativeObjects.ready(live, Optional.empty()));
        }
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
        if (!spec(before).equals(spec(after))) {
            tick(after);
        }
    }

    @Override
    public void onDelete(GenericKubernetesResource gone, boolean stateUnknown) {
        pings.stop(new ObjectName(
                gone.getMetadata().getNamespace(), gone.getMetadata().getName()));
    }

    private boolean tick(GenericKubernetesResource object) {
        try {
            PingSource source = PingSource.of(JSON.valueToTree(object));
            pings.start(source, sinks.apply(source.sink()));
            return true;
        } catch (RuntimeException unusable) {
            progress.report("ping     " + object.getMetadata().getName() + " does not tick: " + unusable.getMessage());
            return false;
        }
    }

    private static JsonNode spec(GenericKubernetesResource object) {
        return JSON.valueToTree(object).path("spec");
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.close();
        }
    }
}
