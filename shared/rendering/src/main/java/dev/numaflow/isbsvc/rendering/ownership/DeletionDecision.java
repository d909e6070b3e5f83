package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.change.Approvals;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether the streams of a Pipeline on a service that it no longer uses may be deleted: only once its new service has all its
 * buffers, and undrained ones only when the user approves. There is no time limit.
 *
 * @param from the service that holds the streams
 * @param waitsFor why the Pipeline's new service has not taken over, as "which does not exist"; empty when it has
 */
public record DeletionDecision(MovedStreams moved, Names from, Optional<String> waitsFor) {

    private static final int ID_LENGTH = 8;

    /** The size of an Event is limited; a wide vertex has many buffers. */
    private static final int SHOWN = 5;

    private static final String ON = " on service ";
    private static final String WITH = ", with ";

    /** Whether all of it is to be deleted now. */
    public boolean isDue() {
        return waitsFor.isEmpty() && (moved.drained() || isApproved());
    }

    /** Whether the streams have to be marked, for an approval, as taken over by the other service. */
    public boolean isToBeMarked() {
        return waitsFor.isEmpty()
                && !moved.drained()
                && !isApproved()
                && !moved.unmarked().isEmpty();
    }

    /** Whether the decision depends on the other service; otherwise nothing is done, whatever that holds. */
    public static boolean dependsOnTheOther(MovedStreams moved, Names from) {
        DeletionDecision taken = new DeletionDecision(moved, from, Optional.empty());
        return taken.isDue() || taken.isToBeMarked();
    }

    /** Whether the user approves exactly this deletion. An approval is valid once: a later move is marked with another time. */
    private boolean isApproved() {
        return id().filter(id -> Approvals.of(moved.claimant().approve(), "").allow(id))
                .isPresent();
    }

    /** Whether a stream may still be deleted, by a read right before: its owner is the same, and nothing unapproved was written into it. */
    public boolean mayGo(StreamReport stream, StreamReport live) {
        return StreamOwner.in(live.config()).equals(StreamOwner.in(stream.config()))
                && (Unwanted.isBucket(stream.name()) || live.drained() || isApproved());
    }

    /** The id of this deletion, once the streams are marked. */
    public Optional<String> id() {
        return moved.since().map(this::id);
    }

    private String id(Instant since) {
        String change = String.join(
                "|",
                moved.claimant().owner().uid(),
                from.toString(),
                moved.claimant().service().toString(),
                Long.toString(since.getEpochSecond()));
        return Digest.sha256(change).substring(0, ID_LENGTH);
    }

    /** The message for the user. @param now the time to mark where there is none */
    public String message(Instant now) {
        return stays() + WITH + unread() + wayOut(now);
    }

    /** Whether such a message is about streams on this service. */
    public static boolean isAbout(Names from, String message) {
        return message.contains(ON + from + WITH);
    }

    /** The same without numbers that keep changing: the Event is recorded again only for ten times as many messages. */
    public String identity(Instant now) {
        long unread = moved.unread();
        return from + wayOut(now) + " "
                + (unread == 0 ? 0 : Long.toString(unread).length());
    }

    private String stays() {
        int streams = moved.streams().size();
        return streams + (streams == 1 ? " stream stays" : " streams and buckets stay") + ON + from;
    }

    private String unread() {
        List<StreamReport> waiting =
                moved.buffers().stream().filter(stream -> !stream.drained()).toList();
        if (waiting.isEmpty()) {
            return "0 unread messages";
        }
        List<String> counts = waiting.stream()
                .map(stream -> stream.name() + ": " + stream.unread())
                .toList();
        return moved.unread() + " unread messages (" + Shown.list(counts, SHOWN, ", ", ", and %d more buffers") + ")";
    }

    private String wayOut(Instant now) {
        Names to = moved.claimant().service();
        return waitsFor.map(
                        why -> ": " + path() + " names service " + to + " now, " + why
                                + "; nothing is deleted until that has all buffers of it; correct the name, or see to that service")
                .orElseGet(() -> ": it uses service " + to
                        + " now; name the old service again to have them read, or have all of it deleted by the annotation "
                        + Annotations.APPROVE + ": " + id(moved.since().orElse(now)));
    }

    private String path() {
        return moved.claimant().owner().kind().equals(Kinds.SERVING_PIPELINE)
                ? "spec.pipeline.interStepBufferServiceName"
                : "spec.interStepBufferServiceName";
    }

    /** The text shown for one of its streams. */
    String beside(StreamReport stream) {
        String use = moved.claimant().owner() + ", which uses service "
                + moved.claimant().service() + " now"
                + waitsFor.map(why -> ", " + why).orElse("");
        String unread = Unwanted.isBucket(stream.name()) ? "" : "; " + stream.unread() + " unread";
        return use + unread + (waitsFor.isPresent() ? "" : approval());
    }

    private String approval() {
        return moved.drained()
                ? "; deleted at the next reconcile"
                : id().map(id -> "; to delete all of it: kubectl annotate --overwrite "
                                + moved.claimant().owner().kind().toLowerCase(Locale.ROOT) + " -n "
                                + from.namespace() + " "
                                + moved.claimant().owner().name() + " " + Annotations.APPROVE + "=" + id)
                        .orElse("");
    }
}
