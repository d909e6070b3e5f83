package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the Pipelines of one service ask of it, after it is settled who gets which names.
 *
 * @param users all of them; others live, but use another service
 * @param asked every name that a Pipeline has or asks for, by its uid; of those as well that are on their way out
 * @param leftovers what earlier versions of Numaflow made for one of them, by name: never made, but its own
 */
public record DesiredStreams(
        List<StreamOwner> users,
        List<DesiredStream> wanted,
        List<Refusal> refused,
        Map<String, Set<String>> asked,
        Map<String, PipelineRef> leftovers) {

    /** A Pipeline that gets nothing, and why. What it has already stays. */
    public record Refusal(PipelineRef claimant, String why) {}

    /** Settles what they ask for. One that is being deleted keeps its names, but gets nothing made. */
    public static DesiredStreams of(List<PipelineRef> users, BufferConfig config) {
        AdmittedPipelines admitted = AdmittedPipelines.of(users, config);
        Map<StreamOwner, PipelineRef> byOwner = new HashMap<>();
        List<StreamNameRequest> all = new ArrayList<>();
        admitted.plans().forEach((claimant, plans) -> {
            byOwner.put(claimant.owner(), claimant);
            all.add(claimant.claim(plans));
        });
        StreamNameRequests claims = StreamNameRequests.settle(all);
        List<DesiredStream> wanted = new ArrayList<>();
        Map<String, PipelineRef> leftovers = new HashMap<>();
        for (StreamNameRequest claim : all) {
            PipelineRef claimant = byOwner.get(claim.owner());
            if (claims.met().contains(claim.owner()) && !claimant.deleting()) {
                String set = claim.digest();
                for (BufferPlan plan : admitted.plans().get(claimant)) {
                    plan.streams()
                            .values()
                            .forEach(stream -> wanted.add(new DesiredStream(claimant, plan.owner(), stream, set)));
                    plan.leftovers().forEach(name -> leftovers.put(name, claimant));
                }
            }
        }
        List<Refusal> refused = new ArrayList<>(admitted.refused());
        claims.collisions()
                .forEach(collision -> refused.add(new Refusal(byOwner.get(collision.refused()), collision.toString())));
        return new DesiredStreams(
                users.stream().map(PipelineRef::owner).toList(),
                List.copyOf(wanted),
                List.copyOf(refused),
                asked(admitted),
                Map.copyOf(leftovers));
    }

    private static Map<String, Set<String>> asked(AdmittedPipelines admitted) {
        Map<String, Set<String>> asked = new HashMap<>();
        Stream.of(admitted.plans(), admitted.doubles())
                .forEach(plans -> plans.forEach((claimant, planned) -> {
                    Set<String> names = asked.computeIfAbsent(claimant.owner().uid(), uid -> new HashSet<>());
                    planned.forEach(plan -> {
                        names.addAll(plan.streams().keySet());
                        names.addAll(plan.leftovers());
                    });
                }));
        return Map.copyOf(asked);
    }

    /** Whether any Pipeline of this service has or asks for the name. */
    boolean asks(String name) {
        return asked.values().stream().anyMatch(names -> names.contains(name));
    }

    /** Whether the Pipeline with this uid does. */
    boolean asks(String uid, String name) {
        return asked.getOrDefault(uid, Set.of()).contains(name);
    }

    /** Whether the Pipeline with this uid uses this service. */
    boolean isUsedBy(String uid) {
        return users.stream().anyMatch(user -> user.uid().equals(uid));
    }

    /** Whether it, or one made anew under its name, is refused: it gets nothing, and loses nothing of what is there. */
    boolean keepsAll(StreamOwner owner) {
        return refused.stream()
                .map(refusal -> refusal.claimant().owner())
                .anyMatch(each -> each.uid().equals(owner.uid()) || each.hasNameOf(owner));
    }
}
