package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What lies between demand and holding.
 *
 * @param gaps what is to be made
 * @param present how many streams are complete as they were asked for
 * @param drifted what is there and not as it was asked for; it is left as it is
 * @param taken streams that hold what belongs to another living Pipeline
 * @param orphans streams that nobody needs any more
 */
public record Findings(List<Gap> gaps, int present, List<Drifted> drifted, List<Taken> taken, List<String> orphans) {

    /**
     * Something to be made.
     *
     * @param stream whether the stream itself is missing
     * @param consumers the names of those that are missing
     */
    public record Gap(Wanted wanted, boolean stream, List<String> consumers) {}

    /** @param what the name of the stream, or of a consumer of it */
    public record Drifted(Wanted wanted, String what, Drift drift) {}

    public record Taken(Wanted wanted, StreamOwner holder) {}

    /** Compares; {@code claimed} are the names for which any living Pipeline asks, on whatever service. */
    public static Findings of(Demand demand, Holding holding, LivePipelines living, Set<String> claimed) {
        Collector collector = new Collector(holding, living);
        demand.wanted().forEach(collector::compare);
        return new Findings(
                List.copyOf(collector.gaps),
                collector.present,
                List.copyOf(collector.drifted),
                List.copyOf(collector.taken),
                Orphans.among(List.copyOf(holding.configs()), living.owners(), claimed));
    }

    /** Whether nothing is to be made or removed. */
    public boolean complete() {
        return gaps.isEmpty() && orphans.isEmpty();
    }

    private static final class Collector {

        private final Holding holding;
        private final LivePipelines living;
        private final List<Gap> gaps = new ArrayList<>();
        private final List<Drifted> drifted = new ArrayList<>();
        private final List<Taken> taken = new ArrayList<>();
        private int present;

        Collector(Holding holding, LivePipelines living) {
            this.holding = holding;
            this.living = living;
        }

        void compare(Wanted wanted) {
            Optional<JsonNode> live = holding.stream(wanted.name());
            if (live.isEmpty()) {
                gaps.add(new Gap(wanted, true, List.copyOf(wanted.consumers().keySet())));
                return;
            }
            Optional<StreamOwner> stranger = StreamOwner.in(live.get())
                    .filter(owner -> !wanted.isFor(owner))
                    .filter(living::lives);
            if (stranger.isPresent()) {
                taken.add(new Taken(wanted, stranger.get()));
            } else {
                compareParts(wanted, live.get());
            }
        }

        private void compareParts(Wanted wanted, JsonNode live) {
            int before = drifted.size();
            Drift.between(wanted.config(), live)
                    .ifPresent(drift -> drifted.add(new Drifted(wanted, wanted.name(), drift)));
            List<String> missing = new ArrayList<>();
            wanted.consumers().forEach((name, config) -> holding.consumer(wanted.name(), name)
                    .ifPresentOrElse(found -> compareConsumer(wanted, config, found), () -> missing.add(name)));
            if (!missing.isEmpty()) {
                gaps.add(new Gap(wanted, false, missing));
            } else if (drifted.size() == before) {
                present++;
            }
        }

        private void compareConsumer(Wanted wanted, JsonNode config, JsonNode found) {
            Drift.between(config, found)
                    .ifPresent(drift -> drifted.add(new Drifted(
                            wanted, "consumer " + config.path("name").asText(), drift)));
        }
    }
}
