package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.change.ChangeDecision;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * What to do for a service.
 *
 * @param runs whether its servers exist
 * @param storesData whether they run, or their volumes exist: then there may be messages
 * @param isNew whether nothing was ever made for the service, as far as its status and its volumes show
 */
public record Plan(ChangeDecision decision, boolean runs, boolean storesData, boolean isNew) {

    /** For a service whose servers exist. */
    static Plan ofRunning(ChangeDecision decision) {
        return new Plan(decision, true, true, false);
    }

    /** For one whose servers were lost, or never existed. */
    static Plan withoutServers(ChangeDecision decision, boolean storesData, boolean isNew) {
        return new Plan(decision, false, storesData, isNew);
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
