package dev.numaflow.isbsvc.rendering.change;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.settings.GoDuration;
import dev.numaflow.isbsvc.rendering.volumes.LostNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a lost node gets another volume: with the user's approval of exactly its claim; or, where the API server shows the loss,
 * once that was proved as long ago as the user has said beforehand, in the maintenance window. Either stands for the user's word alone: that
 * nothing is lost, the other nodes prove.
 *
 * @param uid of the service
 * @param approve the ids of approved changes
 * @param after the user's annotation; empty text where there is none
 * @param closedWindow why nothing may begin now that nobody has just asked for; empty where it may
 */
public record LostNodePolicy(String uid, String approve, String after, Optional<String> closedWindow) {

    private static final String NODE = "node ";
    private static final Duration LEAST = Duration.ofMinutes(10);
    private static final Duration MOST = Duration.ofDays(7);
    private static final String PATH = "metadata.annotations[" + Annotations.REPLACE_LOST_NODE_AFTER + "]";
    private static final String ALLOWED = "a duration from 10m to 168h, as 2h";
    private static final String AGAIN = "Bring the machine back";
    private static final String DELETED = "let its claim be deleted, once every other node proves to have everything";

    /**
     * The decision with what is said of lost nodes, and done about them.
     *
     * @param lost those that are lost
     * @param replicas the nodes that the StatefulSet asks for
     * @param busy what is changed in steps already, and goes first; empty where nothing is
     */
    public ChangeDecision decide(
            ChangeDecision decision, List<LostNode> lost, int replicas, Optional<String> busy, Instant now) {
        ChangeDecision all = refusal().map(decision::holding).orElse(decision);
        for (LostNode node : lost) {
            Optional<HeldChange> held = held(node, lost.size(), replicas, busy, now);
            all = held.isPresent() ? all.holding(held.get()) : all.replacing(stepped(node));
            if (held.isPresent() && isUnrecorded(node) && isAlone(lost.size(), replicas, busy)) {
                all = all.stepping(List.of(recorded(node)));
            }
        }
        return all;
    }

    /**
     * What is changed in steps already, and goes first. A roll of nodes with disks does not: it waits for the lost node itself, and would
     * wait for ever.
     */
    public static Optional<String> busy(ChangeDecision decision, JsonNode statefulSet) {
        boolean scales =
                decision.running().nodes().filter(Running.NodeCount::changes).isPresent();
        boolean isBusy = scales
                || decision.stepped().stream().anyMatch(SteppedChange::takesNodes)
                || decision.target().isPresent()
                || RunningEncryption.before(statefulSet).isPresent();
        return isBusy ? Optional.of("another change is carried out in steps") : Optional.empty();
    }

    /** Whether a held change is about a lost node. */
    static boolean isAbout(HeldChange change) {
        return change.field().startsWith(NODE);
    }

    private static boolean isAlone(int nodes, int replicas, Optional<String> busy) {
        return nodes == 1 && replicas >= Running.FEWEST_IN_STEPS && busy.isEmpty();
    }

    /** The time from which the user's duration counts is not known yet. */
    private boolean isUnrecorded(LostNode lost) {
        return isTimed(lost) && lost.since().isEmpty();
    }

    private boolean isTimed(LostNode lost) {
        return lost.isProved() && !after.isEmpty() && read().isGood();
    }

    /** The node that gets another volume in steps. */
    public SteppedChange stepped(LostNode lost) {
        return SteppedChange.of(held(lost, ""));
    }

    /** The node whose loss is recorded, so that its time begins. */
    public static SteppedChange recorded(LostNode lost) {
        return new SteppedChange(NODE + lost.node(), "lost", "with the time of its loss recorded");
    }

    /** The node whose claim is deleted already: whoever did that may have died before it could say so. */
    public static SteppedChange withoutClaim(String node) {
        return new SteppedChange(NODE + node, "without a claim", "with another volume");
    }

    /** What is wrong with the annotation; empty where nothing is, or there is none. */
    private Optional<HeldChange> refusal() {
        return after.isEmpty() || read().isGood()
                ? Optional.empty()
                : Optional.of(HeldChange.refused(uid, read().violations().get(0), Optional.empty()));
    }

    private Parsed<GoDuration> read() {
        return GoDuration.between(PATH, after.trim(), LEAST, MOST, ALLOWED);
    }

    private Optional<HeldChange> held(LostNode lost, int nodes, int replicas, Optional<String> busy, Instant now) {
        if (replicas < Running.FEWEST_IN_STEPS) {
            return Optional.of(held(lost, AGAIN + ": no other nodes have everything that it has"));
        }
        if (nodes > 1) {
            return Optional.of(held(
                    lost,
                    AGAIN + ", or that of another one: " + nodes + " nodes are lost, and only one can be missed"));
        }
        if (busy.isPresent()) {
            return Optional.of(held(lost, AGAIN + ", or wait, or take the other change back: " + busy.get()));
        }
        return Approvals.of(approve, "").allow(id(lost)) ? Optional.empty() : unapproved(lost, now);
    }

    private Optional<HeldChange> unapproved(LostNode lost, Instant now) {
        Optional<Instant> end = lost.since()
                .filter(since -> isTimed(lost))
                .map(since -> since.plusNanos(read().value().nanos()));
        boolean isOver = end.filter(due -> !now.isBefore(due)).isPresent();
        if (isOver && closedWindow.isEmpty()) {
            return Optional.empty();
        }
        String untimed = isUnrecorded(lost)
                ? "that is done " + after.trim() + " after its loss is recorded, or at once"
                : "that is done";
        String when = isOver
                ? "that is done when " + closedWindow.get() + ", or at once"
                : end.map(due -> "that is done from " + due + " on, or at once").orElse(untimed);
        return Optional.of(held(
                lost,
                AGAIN + ", or " + DELETED + ": " + when + " with the annotation " + Annotations.APPROVE + ": "
                        + id(lost)));
    }

    private HeldChange held(LostNode lost, String wayOut) {
        return new HeldChange(
                id(lost), NODE + lost.node(), "lost", "with another volume", Effect.STEPS, lost.why(), wayOut);
    }

    /** Of this claim and this loss alone: an approval that was not used says nothing of the next one. */
    private String id(LostNode lost) {
        return HeldChange.id(
                uid,
                "lost node",
                lost.node(),
                lost.claimUid() + " " + lost.podUid() + (lost.isProved() ? " proved" : " not proved"));
    }
}
