package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.change.ChangeDecision;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * What to do for a service.
 *
 * @param runs whether its servers exist
 * @param storesData whether they run, or their volumes exist: then there may be messages
 * @param isNew whether nothing was ever made for the service, as far as its status and its volumes show
 * @param release whether it can be left to Numaflow's controller; empty where nobody asks for that
 */
public record Plan(
        ChangeDecision decision, boolean runs, boolean storesData, boolean isNew, Optional<ReleaseDecision> release) {

    /** For a service whose servers exist. */
    static Plan ofRunning(ChangeDecision decision, Optional<ReleaseDecision> release) {
        return new Plan(decision, true, true, false, release);
    }

    /** For one whose servers were lost, or never existed. */
    static Plan withoutServers(ChangeDecision decision, boolean storesData, boolean isNew) {
        return new Plan(decision, false, storesData, isNew, Optional.empty());
    }

    /** Whether the service is left to Numaflow's controller once its children are as this plan has them. */
    boolean isReleased() {
        return release.filter(ReleaseDecision::isFree).isPresent();
    }

    /** The service to render. */
    public ValidService effective() {
        return decision.effective();
    }

    /** What the decision renders, in the order of writing, the StatefulSet last. */
    public List<HasMetadata> children() {
        return decision.children();
    }

    /** What rendering takes over from the running service. */
    public Running running() {
        return decision.running();
    }

    /** The changes that are not applied. */
    public List<HeldChange> held() {
        return decision.held();
    }
}
