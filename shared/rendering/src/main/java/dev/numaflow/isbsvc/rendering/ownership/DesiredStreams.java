package dev.numaflow.isbsvc.rendering.ownership;

import dev.numaflow.isbsvc.rendering.buffers.BufferPlan;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The streams that the Pipelines of one service request, after name collisions are resolved.
 *
 * @param users all Pipelines that use the service
 * @param asked every name that a Pipeline has or requests, by its uid, including Pipelines that are being deleted
 * @param legacyStreams streams that earlier versions of Numaflow created for one of them, by name: never created, but owned
 */
public record DesiredStreams(
        List<StreamOwner> users,
        List<DesiredStream> streams,
        List<StreamAction.Refuse> refused,
        Map<String, Set<String>> asked,
        Map<String, PipelineRef> legacyStreams) {

    /** Resolves their requests. A Pipeline that is being deleted keeps its names, but no stream is created for it. */
    public static DesiredStreams of(List<PipelineRef> users, BufferConfig config) {
        AdmittedPipelines admitted = AdmittedPipelines.of(users, user -> user.plans(config));
        Map<StreamOwner, PipelineRef> byOwner = new HashMap<>();
        List<StreamNameRequest> all = new ArrayList<>();
        admitted.plans().forEach((pipeline, plans) -> {
            byOwner.put(pipeline.owner(), pipeline);
            all.add(pipeline.request(plans));
        });
        StreamNameRequests requests = StreamNameRequests.resolve(all);
        List<DesiredStream> desired = new ArrayList<>();
        Map<String, PipelineRef> legacyStreams = new HashMap<>();
        for (StreamNameRequest request : all) {
            PipelineRef pipeline = byOwner.get(request.owner());
            if (requests.granted().contains(request.owner()) && !pipeline.deleting()) {
                String set = request.digest();
                for (BufferPlan plan : admitted.plans().get(pipeline)) {
                    plan.streams()
                            .values()
                            .forEach(stream -> desired.add(new DesiredStream(pipeline, plan.owner(), stream, set)));
                    plan.legacyStreams().forEach(name -> legacyStreams.put(name, pipeline));
                }
            }
        }
        List<StreamAction.Refuse> refused = new ArrayList<>(admitted.refused());
        requests.collisions()
                .forEach(collision -> refused.add(new StreamAction.Refuse(
                        Optional.of(byOwner.get(collision.refused())), collision.toString(), Optional.empty())));
        return new DesiredStreams(
                users.stream().map(PipelineRef::owner).toList(),
                List.copyOf(desired),
                List.copyOf(refused),
                asked(admitted),
                Map.copyOf(legacyStreams));
    }

    private static Map<String, Set<String>> asked(AdmittedPipelines admitted) {
        Map<String, Set<String>> asked = new HashMap<>();
        Stream.of(admitted.plans(), admitted.doubles())
                .forEach(plans -> plans.forEach((pipeline, planned) -> {
                    Set<String> names = asked.computeIfAbsent(pipeline.owner().uid(), uid -> new HashSet<>());
                    planned.forEach(plan -> {
                        names.addAll(plan.streams().keySet());
                        names.addAll(plan.legacyStreams());
                    });
                }));
        return Map.copyOf(asked);
    }

    /** Whether any Pipeline of this service has or requests the name. */
    boolean asks(String name) {
        return asked.values().stream().anyMatch(names -> names.contains(name));
    }

    /** Whether the Pipeline has or requests the name, or it is requested on its behalf. */
    boolean needs(StreamOwner owner, String name) {
        return asked.getOrDefault(owner.uid(), Set.of()).contains(name)
                || streams.stream().anyMatch(each -> each.name().equals(name) && each.isFor(owner));
    }

    /** Whether the Pipeline with this uid uses this service. */
    boolean isUsedBy(String uid) {
        return users.stream().anyMatch(user -> user.uid().equals(uid));
    }

    /** Whether the Pipeline, or one recreated under its name, is refused: it gets no streams and keeps existing ones. */
    boolean keepsAll(StreamOwner owner) {
        return refused.stream()
                .map(StreamAction::owner)
                .anyMatch(each -> each.uid().equals(owner.uid()) || each.hasNameOf(owner));
    }
}
