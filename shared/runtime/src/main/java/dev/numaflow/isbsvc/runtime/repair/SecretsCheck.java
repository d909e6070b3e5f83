package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.children.ClientSecret;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.KeySecret;
import dev.numaflow.isbsvc.rendering.children.ServerSecret;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.secrets.SecretMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds Secrets that are gone, or lost their labels or their owner, by their metadata and never by their data. */
final class SecretsCheck implements Check {

    private final ClusterView objects;

    SecretsCheck(ClusterView objects) {
        this.objects = objects;
    }

    @Override
    public Optional<MissedEvent> missed(ServiceSnapshot service) {
        Plan plan = service.plan().value();
        ValidService effective = plan.effective();
        return Stream.of(
                        KeySecret.metadata(
                                effective,
                                plan.decision()
                                        .encryptionRecord()
                                        .orElse(EncryptionRecord.of(
                                                effective.spec().encrypted()))),
                        ServerSecret.metadata(effective),
                        ClientSecret.metadata(effective))
                .filter(wanted -> objects.get(ref(wanted))
                        .filter(live -> SecretMetadata.isWhole(wanted, live))
                        .isEmpty())
                .findFirst()
                .map(wanted -> MissedEvent.reference(
                        EventType.REF_DELETE,
                        ref(wanted),
                        "is missing, or lost its labels, its owner or what it records"));
    }

    private static ObjectRef ref(ObjectMeta wanted) {
        return new ObjectRef(ObjectKind.SECRET, wanted.getNamespace(), wanted.getName());
    }
}
