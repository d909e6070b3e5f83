package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import java.util.Optional;

/**
 * Decides about images that shared configuration asks for, and nobody has just asked of this service: they wait for the maintenance window,
 * and for other services that take the same ones.
 */
record UnaskedImages(LiveChildren live, ObservedService observed, Approvals approvals, ClusterQueries cluster) {

    private static final String VERSIONS = ControllerConfig.path("isbsvc.jetstream.versions");
    private static final String AFTERWARDS =
            "It goes on by itself then; take the change back, or let it begin now with the annotation "
                    + Annotations.APPROVE + ": ";

    /** Whether shared configuration asks for other images; a service's own spec, or a manual edit, affects only that service. */
    boolean changesImages(Children effective) {
        return observed.version()
                        .filter(images -> ChangePolicy.changesImages(
                                images, effective.service().version()))
                        .isPresent()
                && !ChangeDecider.isRenderedAsBefore(effective, live);
    }

    /** With the images that run, while others have to wait. */
    DecisionDraft images(DecisionDraft draft) {
        Optional<HeldChange> closed = closed(draft).map(why -> images(draft, why, AFTERWARDS + imagesId(draft)));
        if (closed.filter(change -> !approvals.allow(change.id())).isPresent()) {
            return keepImages(draft, closed.get());
        }
        return cluster.rollsFirst()
                .map(other -> keepImages(
                        draft,
                        images(
                                draft,
                                "services take new images one at a time, and " + other + " is not back yet",
                                "It goes on by itself when that one is; repair that one, or take the change back")))
                .orElseGet(
                        () -> closed.map(change -> draft.approve(change.id())).orElse(draft));
    }

    private HeldChange images(DecisionDraft draft, String reason, String wayOut) {
        return new HeldChange(imagesId(draft), VERSIONS, running(draft), desired(draft), Effect.ROLL, reason, wayOut);
    }

    private String imagesId(DecisionDraft draft) {
        return HeldChange.id(draft.children().service(), VERSIONS, running(draft), desired(draft));
    }

    private String running(DecisionDraft draft) {
        return KeepRunning.version(draft.children().service(), observed)
                .version()
                .natsImage();
    }

    private static String desired(DecisionDraft draft) {
        return draft.children().service().version().natsImage();
    }

    /** Whoever has just approved something asks for it now. */
    private Optional<String> closed(DecisionDraft draft) {
        return draft.approved().isEmpty() ? cluster.closedWindow() : Optional.empty();
    }

    /** What is approved waits with them, and stays valid. */
    private DecisionDraft keepImages(DecisionDraft draft, HeldChange change) {
        return draft.hold(change, KeepRunning.version(draft.children().service(), observed))
                .withoutApproved();
    }
}
