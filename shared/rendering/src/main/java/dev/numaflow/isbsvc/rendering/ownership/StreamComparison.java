package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.BufferState.StreamState;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Create;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Leave;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreamAction.Repair;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Adopt;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Reset;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Unmark;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.rendering.status.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares desired and actual streams, one by one. */
final class StreamComparison {

    private final DesiredStreams desired;
    private final ActualStreams actual;
    private final LivePipelines living;
    private final List<StreamAction> actions = new ArrayList<>();
    private int present;

    StreamComparison(DesiredStreams desired, ActualStreams actual, LivePipelines living) {
        this.desired = desired;
        this.actual = actual;
        this.living = living;
    }

    StreamDiff diff(StreamDiff.Owners owners) {
        ofDesired();
        actions.addAll(Unwanted.among(actual, desired, living, owners.now()));
        MovedStreams.among(actual, desired, living)
                .forEach(each -> actions.addAll(owners.decide().apply(each).actions(owners.now())));
        actual.ahead().forEach(each -> actions.add(new Reset(each, pipeline(each))));
        actions.addAll(unmarks());
        actions.addAll(desired.refused());
        return new StreamDiff(actions, present);
    }

    StreamDiff ofDesired() {
        desired.streams().forEach(this::compare);
        desired.legacyStreams().forEach((name, pipeline) -> actual.stream(name)
                .filter(stream -> StreamOwner.in(stream.config()).isEmpty())
                .ifPresent(stream -> actions.add(new Adopt(name, Optional.of(pipeline), ""))));
        return new StreamDiff(actions, present);
    }

    /**
     * The Pipeline for which a consumer is set back: one that needs the stream, whoever created the consumer, or has it and does not
     * need it any more, because it is deleted only after it was read.
     */
    private Optional<PipelineRef> pipeline(ConsumerAhead ahead) {
        return actions.stream().anyMatch(action -> action.state() == StreamState.TAKEN && isAbout(action, ahead))
                ? Optional.empty()
                : desired.streams().stream()
                        .filter(each -> each.name().equals(ahead.stream()))
                        .map(DesiredStream::pipeline)
                        .findFirst()
                        .or(() -> actions.stream()
                                .filter(action -> action instanceof RemoveAction && isAbout(action, ahead))
                                .flatMap(action -> action.pipeline().stream())
                                .findFirst());
    }

    private static boolean isAbout(StreamAction action, ConsumerAhead ahead) {
        return action.stream().equals(ahead.stream());
    }

    /** Adopted streams lose the mark by the adoption. */
    private List<Unmark> unmarks() {
        Set<String> others = actions.stream()
                .filter(action -> action instanceof Adopt || action.state() == StreamState.ORPHANED)
                .map(StreamAction::stream)
                .collect(Collectors.toSet());
        return actual.all().stream()
                .filter(stream -> StreamOwner.isMarkedOrphaned(stream.config()) && !others.contains(stream.name()))
                .sorted(Comparator.comparing(StreamReport::name))
                .flatMap(stream ->
                        StreamOwner.in(stream.config()).stream().map(owner -> new Unmark(stream.name(), owner)))
                .toList();
    }

    private void compare(DesiredStream planned) {
        Optional<StreamReport> live = actual.stream(planned.name());
        if (live.isEmpty()) {
            boolean again = actual.all().stream().anyMatch(other -> planned.wasMadeWith(other.config()));
            actions.add(new Create(
                    planned, true, again, List.copyOf(planned.consumers().keySet())));
            return;
        }
        Optional<StreamOwner> stranger = actual.owner(planned.name())
                .filter(owner -> !planned.isFor(owner))
                .filter(living::lives);
        if (stranger.isPresent()) {
            actions.add(new Leave(
                    planned,
                    Reason.BUFFERS_REFUSED,
                    StreamState.TAKEN,
                    "stream " + planned.name() + " holds what belongs to " + stranger.get(),
                    stranger.get().toString()));
            return;
        }
        // Both collect differences, so both run, whatever the first one returns.
        boolean stream = compareStream(planned, live.get().config());
        boolean consumers = compareConsumers(planned, live.get());
        if (stream && consumers) {
            present++;
        }
    }

    /** @return whether it is as desired */
    private boolean compareStream(DesiredStream planned, JsonNode live) {
        List<ConfigDrift> damages = BreakingDrift.ofStream(planned.config(), live, actual.nodes());
        if (!damages.isEmpty()) {
            actions.add(new Repair(planned, "", damages));
        } else if (!planned.isMarkedIn(live)) {
            actions.add(new Adopt(planned.name(), Optional.of(planned.pipeline()), planned.set()));
        }
        Optional<ConfigDrift> drift = ConfigDrift.all(planned.config(), live).stream()
                .filter(each -> !damages.contains(each))
                .findFirst();
        drift.ifPresent(each -> leave(planned, "", each));
        return damages.isEmpty() && drift.isEmpty();
    }

    private boolean compareConsumers(DesiredStream planned, StreamReport live) {
        List<String> missing = new ArrayList<>();
        int before = actions.size();
        planned.consumers().forEach((name, config) -> actual.consumer(planned.name(), name)
                .ifPresentOrElse(
                        found -> compareConsumer(planned, name, found.config(), live), () -> missing.add(name)));
        if (!missing.isEmpty()) {
            actions.add(new Create(planned, false, true, missing));
        }
        return actions.size() == before;
    }

    private void compareConsumer(DesiredStream planned, String name, JsonNode found, StreamReport stream) {
        JsonNode config = planned.consumers().get(name);
        List<ConfigDrift> damages = BreakingDrift.ofConsumer(config, found);
        if (!damages.isEmpty() && BreakingDrift.consumerCanBeMadeAnew(stream.config())) {
            actions.add(new Repair(planned, name, damages));
        } else {
            damages.stream()
                    .findFirst()
                    .or(() -> ConfigDrift.between(config, found))
                    .ifPresent(drift -> leave(planned, ", consumer " + name, drift));
        }
    }

    private void leave(DesiredStream planned, String what, ConfigDrift drift) {
        String owner = planned.pipeline().owner().toString();
        actions.add(new Leave(
                planned,
                Reason.BUFFERS_DRIFTED,
                StreamState.DRIFTED,
                "stream " + planned.name() + what + ": " + drift,
                owner));
    }
}
