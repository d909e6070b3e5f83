package dev.numaflow.isbsvc.runtime.tlsswitch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.RenderedFrom;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.child.ChildApplyResult;
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
import java.util.stream.Collectors;

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

    /**
     * What came of a write.
     *
     * @param isWritten false where somebody else wrote meanwhile, or it is refused
     * @param refused why it is not written as long as nobody does anything about it
     */
    record Result(boolean isWritten, Optional<String> refused) {

        private static final Result DONE = new Result(true, Optional.empty());
        private static final Result AGAIN = new Result(false, Optional.empty());

        private static Result refused(String why) {
            return new Result(false, Optional.of(why));
        }

        private static Result of(WriteResult written, String object) {
            return written instanceof WriteResult.Rejected
                    // Without the API server's words, which may quote what was written.
                    ? refused(object + " cannot be written: it is immutable, or a policy of the cluster refuses it")
                    : written instanceof WriteResult.Done ? DONE : AGAIN;
        }
    }

    /** Everything is written as it is rendered for that mode. */
    Result move(LiveService service, JsonNode statefulSet, Plan running, TlsMode mode) {
        Optional<String> record = RenderedFrom.record(running.effective().withTls(mode));
        if (record.isEmpty()) {
            return Result.refused("the spec is too large for the record of how far it is");
        }
        Parsed<Plan> plan = planning.plan(service, Optional.of(recording(record.get(), statefulSet)));
        if (!plan.isGood()) {
            return Result.AGAIN;
        }
        // Without persistence a pod that is replaced may take the only copy along: then nothing is begun.
        return plan.value().running().keptPods().isPresent()
                ? Result.refused("the pods are not to be replaced: "
                        + plan.value().held().stream().map(HeldChange::toString).collect(Collectors.joining("; ")))
                : write(plan.value().children(), statefulSet);
    }

    /** What would be refused of the last child is not begun. */
    private Result write(List<HasMetadata> children, JsonNode statefulSet) {
        ObjectNode last = ChildApplier.over(children.get(children.size() - 1), statefulSet);
        if (cluster.tryReplace(last) instanceof WriteResult.Rejected rejected) {
            return Result.of(rejected, "the StatefulSet");
        }
        for (HasMetadata child : children.subList(0, children.size() - 1)) {
            ChildApplyResult applied = applier.apply(child);
            if (applied.asDesired().isEmpty()) {
                return applied instanceof ChildApplyResult.Rejected
                        ? Result.refused(
                                child.getKind() + " " + child.getMetadata().getName()
                                        + " cannot be written: it is immutable, or a policy of the cluster refuses it")
                        : Result.AGAIN;
            }
        }
        return Result.of(cluster.replace(last), "the StatefulSet");
    }

    /** The StatefulSet as if it had been rendered for another mode: what else is decided sees what is live. */
    private static JsonNode recording(String record, JsonNode statefulSet) {
        ObjectNode set = statefulSet.deepCopy();
        set.withObject("/metadata/annotations").put(Annotations.RENDERED_FROM, record);
        return set;
    }

    /** The servers load TLS for clients, or load it no longer. */
    Result load(JsonNode server, boolean served) {
        ObjectNode changed = server.deepCopy();
        String auth =
                AuthConf.withTls(SecretData.text(server, Keys.AUTH), served).orElseThrow();
        changed.withObject("data").put(Keys.AUTH, SecretData.encoded(auth));
        return Result.of(cluster.replace(changed), "the server Secret");
    }
}
