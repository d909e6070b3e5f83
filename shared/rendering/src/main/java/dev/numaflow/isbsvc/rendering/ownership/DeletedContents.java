package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The number of streams and messages deleted with a service, as far as its servers report them.
 *
 * @param silent nodes that may store something and do not answer
 */
public record DeletedContents(ActualStreams actual, List<String> silent) {

    /** The size of an Event is limited; it does not list all Pipelines or nodes. */
    private static final int SHOWN = 5;

    private static final String OF_NOBODY = "no Pipeline";

    public DeletedContents {
        silent = List.copyOf(silent);
    }

    /** The message; empty where nothing is stored. */
    public Optional<String> message() {
        if (actual.all().isEmpty()) {
            return silent.isEmpty()
                    ? Optional.empty()
                    : Optional.of("deleted with the service: how many messages it stored is not known, because "
                            + shown(silent) + " did not answer");
        }
        return Optional.of("deleted with the service: " + StreamTotals.of(actual.all()) + owners()
                + (silent.isEmpty()
                        ? ""
                        : "; what is only on " + shown(silent) + " is not known, because that did not answer"));
    }

    /** The owners of the unread messages. */
    private String owners() {
        Map<String, List<StreamReport>> streams = new TreeMap<>();
        actual.all().forEach(stream -> streams.computeIfAbsent(
                        StreamOwner.in(stream.config())
                                .map(StreamOwner::toString)
                                .orElse(OF_NOBODY),
                        each -> new ArrayList<>())
                .add(stream));
        List<String> unread = new ArrayList<>();
        streams.forEach((owner, all) -> {
            long count = StreamTotals.of(all).unread();
            if (count > 0) {
                unread.add(owner + ": " + count + " unread");
            }
        });
        return unread.isEmpty() ? "" : " (" + shown(unread) + ")";
    }

    private static String shown(List<String> all) {
        return Shown.list(all, SHOWN, ", ", ", and %d more");
    }
}
