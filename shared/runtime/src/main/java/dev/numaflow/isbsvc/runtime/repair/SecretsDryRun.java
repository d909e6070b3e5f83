package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.children.ClientSecret;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.KeySecret;
import dev.numaflow.isbsvc.rendering.children.ServerSecret;
import dev.numaflow.isbsvc.rendering.secrets.GuardRequest;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.secrets.SecretMetadata;
import dev.numaflow.isbsvc.runtime.secrets.SecretProvisioning;
import dev.numaflow.isbsvc.runtime.secrets.SecretResult;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Records which Secrets would be written, by their metadata and never by their data: that is not in the listing. */
final class SecretsDryRun implements SecretProvisioning {

    private final DryRun cluster;

    SecretsDryRun(DryRun cluster) {
        this.cluster = cluster;
    }

    @Override
    public SecretResult provision(
            ValidService service, boolean storesData, Optional<EncryptionRecord> recorded, GuardRequest guard) {
        EncryptionRecord record =
                recorded.orElseGet(() -> EncryptionRecord.of(service.spec().encrypted()));
        Stream.of(KeySecret.metadata(service, record), ServerSecret.metadata(service), ClientSecret.metadata(service))
                .filter(desired -> cluster.get(ref(desired))
                        .filter(live -> SecretMetadata.isWhole(desired, live))
                        .isEmpty())
                .forEach(desired -> cluster.record(
                        ref(desired),
                        EventType.REF_DELETE,
                        "is missing, or lost its labels, its owner or what it records"));
        return new SecretResult.Complete(List.of(), false);
    }

    private static ObjectRef ref(ObjectMeta desired) {
        return new ObjectRef(ObjectKind.SECRET, desired.getNamespace(), desired.getName());
    }
}
