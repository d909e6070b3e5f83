package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.change.Approvals;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.RemoveAction.Moved;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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
    boolean isApproved() {
        return id().filter(id -> Approvals.of(moved.pipeline().approve(), "").allow(id))
                .isPresent();
    }

    /** What is to be done about each of the streams. */
    List<Moved> actions(Instant now) {
        boolean isDue = isDue();
        Set<String> marked = isToBeMarked() ? Set.copyOf(moved.unmarked()) : Set.of();
        return moved.streams().stream()
                .map(stream -> new Moved(
                        this, stream, RemoveAction.kind(stream, isDue), isDue || marked.contains(stream.name()), now))
                .toList();
    }

    /** Why `repair` has them reconciled. @param isDue whether something is to be done about one of them */
    String missed(boolean isDue) {
        return isDue || isToBeMarked()
                ? "it left buffers on service " + from.isbsvcName() + ", which it does not use any more"
                : "no Event is left that its buffers on service " + from.isbsvcName() + " wait for its user";
    }

    /** The id of this deletion, once the streams are marked. */
    public Optional<String> id() {
        return moved.since().map(this::id);
    }

    private String id(Instant since) {
        String change = String.join(
                "|",
                moved.pipeline().owner().uid(),
                from.toString(),
                moved.pipeline().service().toString(),
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
        String shown = waiting.stream()
                .limit(SHOWN)
                .map(stream -> stream.name() + ": " + stream.unread())
                .collect(Collectors.joining(", "));
        return moved.unread() + " unread messages (" + shown
                + (waiting.size() > SHOWN ? ", and " + (waiting.size() - SHOWN) + " more buffers)" : ")");
    }

    private String wayOut(Instant now) {
        Names to = moved.pipeline().service();
        return waitsFor.map(
                        why -> ": " + path() + " names service " + to + " now, " + why
                                + "; nothing is deleted until that has all buffers of it; correct the name, or see to that service")
                .orElseGet(() -> ": it uses service " + to
                        + " now; name the old service again to have them read, or have all of it deleted by the annotation "
                        + Annotations.APPROVE + ": " + id(moved.since().orElse(now)));
    }

    private String path() {
        return moved.pipeline().owner().kind().equals(Kinds.SERVING_PIPELINE)
                ? "spec.pipeline.interStepBufferServiceName"
                : "spec.interStepBufferServiceName";
    }

    /** The text shown for one of its streams. */
    String details(StreamReport stream) {
        String use = moved.pipeline().owner() + ", which uses service "
                + moved.pipeline().service() + " now"
                + waitsFor.map(why -> ", " + why).orElse("");
        String unread = Unwanted.isBucket(stream.name()) ? "" : "; " + stream.unread() + " unread";
        return use + unread + (waitsFor.isPresent() ? "" : approval());
    }

    private String approval() {
        return moved.drained()
                ? "; deleted at the next reconcile"
                : id().map(id -> "; to delete all of it: kubectl annotate --overwrite "
                                + moved.pipeline().owner().kind().toLowerCase(Locale.ROOT) + " -n "
                                + from.namespace() + " "
                                + moved.pipeline().owner().name() + " " + Annotations.APPROVE + "=" + id)
                        .orElse("");
    }
}
