package dev.numaflow.isbsvc.local.sources;

import dev.numaflow.isbsvc.local.events.EventSender;
import dev.numaflow.isbsvc.local.manifests.ApiServerSource;
import dev.numaflow.isbsvc.local.manifests.ObjectType;
import dev.numaflow.isbsvc.local.manifests.WatchedResource;
import dev.numaflow.isbsvc.local.report.Progress;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Stands in for the adapters of ApiServerSource: watches the sources' resources, and posts an event for each change. */
public final class Sources implements AutoCloseable {
    private final EventSender sender;
    private final Progress progress;
    private final List<ResourceWatch> watches = new ArrayList<>();

    public Sources(EventSender sender, Progress progress) {
        this.sender = sender;
        this.progress = progress;
    }

    /** Starts one source with the rights of the given client; returns when it sees every later change. */
    public void start(ApiServerSource source, KubernetesClient client, URI sink) {
        List<ResourceWatch> started = source.resources().stream()
                .map(resource -> watch(source, resource, client, sink))
                .toList();
        watches.addAll(started);
        started.parallelStream().forEach(ResourceWatch::start);
    }

    private ResourceWatch watch(ApiServerSource source, WatchedResource resource, KubernetesClient client, URI sink) {
        ObjectEvent event = new ObjectEvent(URI.create(trimmed(client)), source.mode(), resource.type());
        Optional<String> namespace = source.everyNamespace()
                ? Optional.empty()
                : Optional.of(source.name().namespace());
        return new ResourceWatch(
                client,
                resource,
                namespace,
                (action, object) -> {
                    if (source.owner().map(owner -> controls(owner, object)).orElse(true)) {
                        sender.send(event.of(action, object), sink);
                    }
                },
                progress);
    }

    /** Only the controlling owner counts, as in the real adapter. */
    private static boolean controls(ObjectType owner, GenericKubernetesResource object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Objects.equals(reference.getController(), true))
                .map(Sources::type)
                .anyMatch(owner::equals);
    }

    private static ObjectType type(OwnerReference reference) {
        return new ObjectType(reference.getApiVersion(), reference.getKind());
    }

    private static String trimmed(KubernetesClient client) {
        String url = client.getMasterUrl().toString();
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public void close() {
        watches.forEach(ResourceWatch::close);
    }
}
