package dev.numaflow.isbsvc.cli.replay;

import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.runtime.event.BinaryMode;
import io.cloudevents.CloudEvent;
import java.io.PrintWriter;
import java.util.List;

/** Posts events one after the other and prints each result; a failure does not stop the others. */
public final class Replay {

    private final Sink sink;
    private final PrintWriter out;

    public Replay(Sink sink, PrintWriter out) {
        this.sink = sink;
        this.out = out;
    }

    /** Whether the broker accepted all of them. */
    public boolean send(List<CloudEvent> events) {
        out.println(sink.describe());
        long taken = events.stream().filter(this::send).count();
        out.println(taken + " of " + events.size() + " events taken");
        out.flush();
        return taken == events.size();
    }

    private boolean send(CloudEvent event) {
        Reached<Api.Answer> answer = sink.post(BinaryMode.headers(event), BinaryMode.body(event));
        boolean taken = answer.came() && answer.value().good();
        String why = answer.came() ? "the broker answers " + answer.value().status() : answer.why();
        out.println((taken ? "taken      " : "not taken  ") + text(event) + (taken ? "" : ": " + why));
        return taken;
    }

    private static String text(CloudEvent event) {
        return event.getType() + (event.getSubject() == null ? "" : " " + event.getSubject());
    }
}
