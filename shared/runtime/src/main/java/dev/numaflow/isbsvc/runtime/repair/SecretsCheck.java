package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.MetadataView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.secrets.SecretOwnership;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds Secrets that are gone or somebody else's, by what is written on them and never by what they hold. */
final class SecretsCheck implements Check {

    private final ClusterView objects;
    private final MetadataView live;

    SecretsCheck(ClusterView objects, MetadataView live) {
        this.objects = objects;
        this.live = live;
    }

    @Override
    public Optional<Missed> missed(Case service) {
        Names names = service.service().names();
        String uid = service.service().uid();
        return Stream.of(names.keySecret(), names.serverSecret(), names.clientSecret())
                .map(name -> new ObjectRef(ObjectKind.SECRET, names.namespace(), name))
                .filter(ref -> find(ref)
                        .filter(secret -> SecretOwnership.isOurs(secret, names, uid))
                        .isEmpty())
                .findFirst()
                .map(ref -> Missed.reference(EventType.REF_DELETE, ref, "is missing, or not the service's"));
    }

    /** One that lost its labels is not listed; nobody writes a Secret again, so it would be missed for ever. */
    private Optional<JsonNode> find(ObjectRef ref) {
        return objects.get(ref).or(() -> live.get(ref));
    }
}
