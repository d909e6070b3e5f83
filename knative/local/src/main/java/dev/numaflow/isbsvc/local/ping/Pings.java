package dev.numaflow.isbsvc.local.ping;

import dev.numaflow.isbsvc.local.events.EventSender;
import dev.numaflow.isbsvc.local.manifests.PingSource;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Stands in for PingSource: posts an event to the sink at every tick of its schedule. */
public final class Pings implements AutoCloseable {
    private final EventSender sender;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ping");
        thread.setDaemon(true);
        return thread;
    });

    public Pings(EventSender sender) {
        this.sender = sender;
    }

    /** Begins to tick; the first tick is the first one of the schedule after now. */
    public void start(PingSource source, URI sink) {
        scheduleNext(source, CronSchedule.parse(source.schedule()), sink);
    }

    private void scheduleNext(PingSource source, CronSchedule schedule, URI sink) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        Duration pause = Duration.between(now, schedule.after(now));
        Object unused = clock.schedule(
                () -> {
                    scheduleNext(source, schedule, sink);
                    sender.send(event(source), sink);
                },
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private static CloudEvent event(PingSource source) {
        return CloudEventBuilder.v1()
                .withId(UUID.randomUUID().toString())
                .withType("dev.knative.sources.ping")
                .withSource(URI.create("/apis/v1/namespaces/" + source.name().namespace() + "/pingsources/"
                        + source.name().name()))
                .withTime(OffsetDateTime.now(ZoneOffset.UTC))
                .withDataContentType(source.contentType())
                .withData(source.data().getBytes(StandardCharsets.UTF_8))
                .build();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
