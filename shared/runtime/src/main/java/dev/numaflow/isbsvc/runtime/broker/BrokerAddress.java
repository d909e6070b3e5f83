package dev.numaflow.isbsvc.runtime.broker;

import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The address of the broker as the live Broker object states it, unless the configuration names another. */
@Singleton
class BrokerAddress implements Supplier<Addressable> {

    private static final String NAME = "default";

    private final Cluster cluster;
    private final ObjectRef ref;
    private final Optional<URI> override;

    @Inject
    BrokerAddress(
            Cluster cluster,
            @ConfigProperty(name = "isbsvc.namespace", defaultValue = "isbsvc-system") String namespace,
            @ConfigProperty(name = "isbsvc.broker") Optional<URI> override) {
        this.cluster = cluster;
        this.ref = new ObjectRef(ObjectKind.BROKER, namespace, NAME);
        this.override = override;
    }

    /** Throws {@link NotAccepted} while the Broker has no address: Knative gives it one. */
    @Override
    public Addressable get() {
        return override.map(Addressable::at).orElseGet(this::ofLiveBroker);
    }

    private Addressable ofLiveBroker() {
        return Addressable.of(cluster.get(ref)
                        .orElseThrow(() -> new NotAccepted(ref + " does not exist"))
                        .path("status"))
                .orElseThrow(() -> new NotAccepted(ref + " has no address yet"));
    }
}
