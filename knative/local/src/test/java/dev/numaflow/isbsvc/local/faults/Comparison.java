package dev.numaflow.isbsvc.local.faults;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What two runs of a scenario led to, of which one was disturbed. */
record Comparison(Run run, FaultInjectionTestbed.Outcome calm, FaultInjectionTestbed.Outcome disturbed) {

    /** Lets the scenario happen once undisturbed and once so. */
    static Comparison of(Run run, FaultInjectionTestbed laboratory) {
        return new Comparison(
                run, laboratory.run(Run.undisturbed(run.seed(), laboratory::callsHere)), laboratory.run(run));
    }

    /** What is not as it should be, with the story; empty when all is well. */
    String failure() {
        List<String> found = Stream.of(
                        differences(),
                        calm.restless().stream().map(what -> "undisturbed, and still: " + what),
                        disturbed.restless().stream().map(what -> "disturbed, and still: " + what))
                .flatMap(each -> each)
                .toList();
        return found.isEmpty()
                ? ""
                : "seed " + run.seed() + " " + run.faults() + "\n  " + Scenario.of(run.seed()) + "\n  "
                        + String.join("\n  ", found) + "\n  " + disturbed.notes();
    }

    private Stream<String> differences() {
        Map<String, String> wanted = calm.end();
        Map<String, String> found = disturbed.end();
        Set<String> names = new TreeSet<>(wanted.keySet());
        names.addAll(found.keySet());
        return names.stream()
                .filter(name -> !wanted.getOrDefault(name, "absent").equals(found.getOrDefault(name, "absent")))
                .map(name -> name + " differs: "
                        + EndState.difference(wanted.getOrDefault(name, "absent"), found.getOrDefault(name, "absent")));
    }
}
