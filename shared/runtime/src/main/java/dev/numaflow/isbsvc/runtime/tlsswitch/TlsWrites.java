package dev.numaflow.isbsvc.runtime.tlsswitch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.RenderedFrom;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.isbsvc.Plan;
import dev.numaflow.isbsvc.runtime.isbsvc.Planning;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/**
 * Writes the steps of a change of TLS. The StatefulSet, whose record decides, is written last and onto what the step was decided from: a run
 * that ends before it has changed nothing that the next one does not write back.
 */
@Singleton
public class TlsWrites {

    private final ClusterWriter cluster;
    private final Planning planning;
    private final ChildApplier applier;

    @Inject
    public TlsWrites(ClusterWriter cluster, Planning planning, ChildApplier applier) {
        this.cluster = cluster;
        this.planning = planning;
        this.applier = applier;
    }

    /** Everything is written as it is rendered for that mode; false where somebody else wrote meanwhile. */
    boolean move(LiveService service, JsonNode statefulSet, Plan running, TlsMode mode) {
        Parsed<Plan> plan = planning.plan(service, Optional.of(inMode(statefulSet, running, mode)));
        if (!plan.isGood()) {
            return false;
        }
        List<HasMetadata> children = plan.value().children();
        HasMetadata last = children.get(children.size() - 1);
        return children.stream()
                        .filter(child -> child != last)
                        .allMatch(child -> applier.apply(child).asDesired().isPresent())
                && cluster.replace(ChildApplier.over(last, statefulSet)) instanceof WriteResult.Done;
    }

    /** The StatefulSet as if it had been rendered for that mode: only its record says so, and what else is decided sees what is live. */
    private static JsonNode inMode(JsonNode statefulSet, Plan running, TlsMode mode) {
        ObjectNode set = statefulSet.deepCopy();
        set.withObject("/metadata/annotations")
                .put(
                        Annotations.RENDERED_FROM,
                        RenderedFrom.record(running.effective().withTls(mode)).orElseThrow());
        return set;
    }

    /** The servers load TLS for clients, or load it no longer; false where somebody else wrote meanwhile. */
    boolean load(JsonNode server, boolean served) {
        ObjectNode changed = server.deepCopy();
        String auth =
                AuthConf.withTls(SecretData.text(server, Keys.AUTH), served).orElseThrow();
        changed.withObject("data").put(Keys.AUTH, SecretData.encoded(auth));
        return cluster.replace(changed) instanceof WriteResult.Done;
    }
}
