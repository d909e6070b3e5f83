package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Adoption;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Damaged;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Drifted;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Gap;
import dev.numaflow.isbsvc.rendering.ownership.StreamDiff.Taken;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares desired and actual streams, one by one. */
final class StreamComparison {

    private final DesiredStreams desired;
    private final ActualStreams actual;
    private final LivePipelines living;
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Damaged> damaged = new ArrayList<>();
    private final List<Drifted> drifted = new ArrayList<>();
    private final List<Taken> taken = new ArrayList<>();
    private final List<Adoption> adoptions = new ArrayList<>();
    private int present;

    StreamComparison(DesiredStreams desired, ActualStreams actual, LivePipelines living) {
        this.desired = desired;
        this.actual = actual;
        this.living = living;
    }

    StreamDiff diff() {
        desired.wanted().forEach(this::compare);
        desired.legacyStreams().forEach((name, claimant) -> actual.stream(name)
                .filter(stream -> StreamOwner.in(stream.config()).isEmpty())
                .ifPresent(stream -> adoptions.add(new Adoption(name, claimant, ""))));
        List<Orphan> orphans = Orphans.among(actual, desired, living);
        Set<String> adopted = adoptions.stream().map(Adoption::stream).collect(Collectors.toSet());
        return new StreamDiff(
                List.copyOf(gaps),
                List.copyOf(damaged),
                present,
                List.copyOf(drifted),
                List.copyOf(taken),
                List.copyOf(adoptions),
                Unwanted.among(actual, desired, living),
                MovedStreams.among(actual, desired, living),
                orphans,
                Orphans.staleMarks(actual, orphans, adopted));
    }

    private void compare(DesiredStream wanted) {
        Optional<StreamReport> live = actual.stream(wanted.name());
        if (live.isEmpty()) {
            boolean again = actual.all().stream().anyMatch(other -> wanted.wasMadeWith(other.config()));
            gaps.add(new Gap(wanted, true, again, List.copyOf(wanted.consumers().keySet())));
            return;
        }
        Optional<StreamOwner> stranger = actual.owner(wanted.name())
                .filter(owner -> !wanted.isFor(owner))
                .filter(living::lives);
        if (stranger.isPresent()) {
            taken.add(new Taken(wanted, stranger.get()));
            return;
        }
        // Both collect differences, so both run, whatever the first one returns.
        boolean stream = compareStream(wanted, live.get().config());
        boolean consumers = compareConsumers(wanted, live.get());
        if (stream && consumers) {
            present++;
        }
    }

    /** @return whether it is as desired */
    private boolean compareStream(DesiredStream wanted, JsonNode live) {
        List<ConfigDrift> damages = BreakingDrift.ofStream(wanted.config(), live, actual.nodes());
        if (!damages.isEmpty()) {
            damaged.add(new Damaged(wanted, "", damages));
        } else if (!wanted.isMarkedIn(live)) {
            adoptions.add(new Adoption(wanted.name(), wanted.claimant(), wanted.set()));
        }
        Optional<ConfigDrift> drift = ConfigDrift.all(wanted.config(), live).stream()
                .filter(each -> !damages.contains(each))
                .findFirst();
        drift.ifPresent(each -> drifted.add(new Drifted(wanted, wanted.name(), each)));
        return damages.isEmpty() && drift.isEmpty();
    }

    private boolean compareConsumers(DesiredStream wanted, StreamReport live) {
        List<String> missing = new ArrayList<>();
        int before = damaged.size() + drifted.size();
        wanted.consumers().forEach((name, config) -> actual.consumer(wanted.name(), name)
                .ifPresentOrElse(
                        found -> compareConsumer(wanted, name, found.config(), live), () -> missing.add(name)));
        if (!missing.isEmpty()) {
            gaps.add(new Gap(wanted, false, true, missing));
        }
        return missing.isEmpty() && damaged.size() + drifted.size() == before;
    }

    private void compareConsumer(DesiredStream wanted, String name, JsonNode found, StreamReport stream) {
        JsonNode config = wanted.consumers().get(name);
        List<ConfigDrift> damages = BreakingDrift.ofConsumer(config, found);
        if (!damages.isEmpty() && BreakingDrift.consumerCanBeMadeAnew(stream.config())) {
            damaged.add(new Damaged(wanted, name, damages));
        } else {
            damages.stream()
                    .findFirst()
                    .or(() -> ConfigDrift.between(config, found))
                    .ifPresent(drift -> drifted.add(new Drifted(wanted, "consumer " + name, drift)));
        }
    }
}
