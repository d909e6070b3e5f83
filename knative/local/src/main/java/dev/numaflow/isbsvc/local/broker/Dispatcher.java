package dev.numaflow.isbsvc.local.broker;

import dev.numaflow.isbsvc.local.events.EventText;
import dev.numaflow.isbsvc.local.events.Events;
import dev.numaflow.isbsvc.local.manifests.Reference;
import dev.numaflow.isbsvc.local.manifests.Trigger;
import dev.numaflow.isbsvc.local.report.Progress;
import io.cloudevents.CloudEvent;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sends an event to every trigger whose filter matches, concurrently and in no order, as real brokers do. */
final class Dispatcher {
    private final List<Trigger> triggers;
    private final Function<Reference, URI> addresses;
    private final DeliveryClient deliveryClient;
    private final Progress progress;
    private Consumer<CloudEvent> record = event -> {};

    Dispatcher(
            List<Trigger> triggers,
            Function<Reference, URI> addresses,
            DeliveryClient deliveryClient,
            Progress progress) {
        this.triggers = triggers;
        this.addresses = addresses;
        this.deliveryClient = deliveryClient;
        this.progress = progress;
    }

    /** The same, with every event recorded. */
    Dispatcher recordedBy(Consumer<CloudEvent> recorder) {
        record = recorder;
        return this;
    }

    void publish(Reference broker, CloudEvent event) {
        record.accept(TimeToLive.without(event));
        int timeToLive = TimeToLive.after(event);
        String text = EventText.of(Events.attributes(event));
        if (timeToLive == 0) {
            progress.report("dropped  " + text + ": passed the broker too often, this seems to be a loop");
            return;
        }
        List<Trigger> takers = triggers.stream()
                .filter(trigger -> trigger.broker().equals(broker))
                .filter(trigger -> trigger.filter().accepts(Events.attributes(event)))
                .toList();
        progress.report("event    " + text
                + takers.stream()
                        .map(trigger -> trigger.subscriber().name())
                        .collect(Collectors.joining(", ", " -> ", takers.isEmpty() ? "nobody" : "")));
        for (Trigger trigger : takers) {
            tellIfBroken(text, deliver(trigger, TimeToLive.without(event), timeToLive));
        }
    }

    private CompletableFuture<Void> deliver(Trigger trigger, CloudEvent event, int timeToLive) {
        URI subscriber = addresses.apply(trigger.subscriber());
        return deliveryClient.carry(event, subscriber, trigger.delivery()).thenCompose(answer -> {
            if (!answer.taken()) {
                return deadLetter(trigger, DeadLetter.of(event, subscriber, answer), answer.status());
            }
            answer.reply().ifPresent(reply -> publish(trigger.broker(), TimeToLive.with(reply, timeToLive)));
            return CompletableFuture.completedFuture(null);
        });
    }

    private CompletableFuture<Void> deadLetter(Trigger trigger, CloudEvent letter, int status) {
        Reference sink = trigger.delivery().deadLetterSink();
        String text = EventText.of(Events.attributes(letter));
        progress.report("dead     %s: %s answered %s, so %s gets it"
                .formatted(text, trigger.subscriber().name(), status, sink.name()));
        return deliveryClient
                .carry(letter, addresses.apply(sink), trigger.delivery())
                .thenAccept(answer -> {
                    if (!answer.taken()) {
                        progress.report("dropped  %s: the dead-letter sink %s answered %d too"
                                .formatted(text, sink.name(), answer.status()));
                    }
                });
    }

    private void tellIfBroken(String text, CompletableFuture<Void> delivery) {
        Object unused = delivery.exceptionally(failure -> {
            progress.report("dropped  " + text + ": the broker itself failed with " + failure);
            return null;
        });
    }
}
