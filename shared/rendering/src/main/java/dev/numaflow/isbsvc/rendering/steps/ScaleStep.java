package dev.numaflow.isbsvc.rendering.steps;

import java.util.List;

/** What is done in one step of a change of the number of nodes. */
public sealed interface ScaleStep extends NextStep.Act {

    /** Where the change is, and what is done, in words for users. */
    @Override
    String message();

    /** Each of them is an Event: none is repeated while nothing changes. */
    @Override
    default boolean isRecorded() {
        return true;
    }

    /**
     * The claims that nodes left behind which were removed before: a node that starts on one would come back with what it had then.
     *
     * @param ordinals of the nodes
     */
    record DeleteClaims(List<Integer> ordinals, String message) implements ScaleStep {
        public DeleteClaims {
            ordinals = List.copyOf(ordinals);
        }
    }

    /** The StatefulSet asks for so many nodes. */
    record Resize(int replicas, String message) implements ScaleStep {}

    /** A stream gets fewer copies, because it has more than there will be nodes. */
    record LowerCopies(String stream, int copies, String message) implements ScaleStep {}

    /** Whatever has a copy on this node gets one elsewhere in its place. */
    record Evacuate(String node, String message) implements ScaleStep {}

    /** Another node becomes the leader of the cluster. @param node any that stays */
    record MoveLeader(String node, String message) implements ScaleStep {}

    /** The cluster no longer counts the node, which is stopped and has no copy of anything. */
    record RemovePeer(String node, String message) implements ScaleStep {}
}
