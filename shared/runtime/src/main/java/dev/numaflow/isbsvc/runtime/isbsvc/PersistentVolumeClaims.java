package dev.numaflow.isbsvc.runtime.isbsvc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.cluster.ClusterView;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds the claims on which a service stores its messages. */
@Singleton
public class PersistentVolumeClaims {

    private final ClusterView objects;

    @Inject
    public PersistentVolumeClaims(ClusterView objects) {
        this.objects = objects;
    }

    /** Those that the StatefulSet created and that are not being deleted: they have the labels of its pods, and no owner. */
    public List<JsonNode> of(Names names) {
        return all(names).stream()
                .filter(Predicate.not(ObjectMetas::isDeleting))
                .toList();
    }

    /** Those that a guarded step holds. */
    List<JsonNode> held(Names names) {
        return all(names).stream().filter(ClaimFinalizer::isOn).toList();
    }

    /** The same with those that are being deleted: a volume is there as long as its claim is. */
    public List<JsonNode> all(Names names) {
        Pattern name = Pattern.compile(Pattern.quote(names.claimTemplate() + "-" + names.statefulSet()) + "-[0-9]+");
        return objects.list(ObjectKind.PERSISTENT_VOLUME_CLAIM, names.namespace(), Labels.selector(names)).stream()
                .filter(claim -> name.matcher(ObjectRef.of(claim).name()).matches())
                .toList();
    }
}
