package dev.numaflow.isbsvc.local.ping;

import dev.numaflow.isbsvc.local.events.EventSender;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import dev.numaflow.isbsvc.local.manifests.PingSource;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Stands in for PingSource: posts an event to the sink at each tick of its schedule. */
public final class Pings implements AutoCloseable {
    private final EventSender sender;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ping");
        thread.setDaemon(true);
        return thread;
    });

    private final Map<ObjectName, Ticking> ticking = new ConcurrentHashMap<>();

    /** One source's ticks, until it is stopped. */
    private static final class Ticking {
        private volatile boolean stopped;
    }

    public Pings(EventSender sender) {
        this.sender = sender;
    }

    /** Starts the ticks of a source, in place of an earlier one of this name; the first tick is the first of the schedule after now. */
    public void start(PingSource source, URI sink) {
        CronSchedule schedule = CronSchedule.parse(source.schedule());
        Ticking begun = new Ticking();
        stop(source.name());
        ticking.put(source.name(), begun);
        scheduleNext(begun, schedule, () -> sender.send(event(source), sink));
    }

    /** Stops the ticks of a source, if it has any. */
    public void stop(ObjectName name) {
        Optional.ofNullable(ticking.remove(name)).ifPresent(ended -> ended.stopped = true);
    }

    private void scheduleNext(Ticking begun, CronSchedule schedule, Runnable tick) {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        Duration pause = Duration.between(now, schedule.after(now));
        Object unused = clock.schedule(
                () -> {
                    if (!begun.stopped) {
                        scheduleNext(begun, schedule, tick);
                        tick.run();
                    }
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
