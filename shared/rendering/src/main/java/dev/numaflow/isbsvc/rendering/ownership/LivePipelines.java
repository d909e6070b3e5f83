package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferUser;
import dev.numaflow.isbsvc.rendering.buffers.BufferUsers;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All Pipelines and ServingPipelines there are, those included of which the spec cannot be read: they own streams as well.
 *
 * @param claimants those that can be read
 * @param owners all of them
 */
public record LivePipelines(List<Claimant> claimants, List<StreamOwner> owners) {

    public LivePipelines {
        claimants = List.copyOf(claimants);
        owners = List.copyOf(owners);
    }

    public static LivePipelines of(List<JsonNode> objects) {
        List<Claimant> claimants = new ArrayList<>();
        for (JsonNode object : objects) {
            Parsed<BufferUser> user = BufferUsers.read(object);
            if (user.isGood()) {
                claimants.add(new Claimant(object, user.value()));
            }
        }
        return new LivePipelines(
                claimants, objects.stream().map(StreamOwner::of).toList());
    }

    /** Those of one namespace: no other can use its services. */
    public LivePipelines in(String namespace) {
        return new LivePipelines(
                claimants.stream()
                        .filter(claimant -> claimant.owner().namespace().equals(namespace))
                        .toList(),
                owners.stream()
                        .filter(owner -> owner.namespace().equals(namespace))
                        .toList());
    }

    /** Those that use this service, which belongs to this instance. */
    public List<Claimant> of(Names service, String instance) {
        return claimants.stream()
                .filter(claimant -> claimant.uses(service, instance))
                .toList();
    }

    /** The names of all streams for which any of them asks, on whatever service. */
    public Set<String> claimedNames(BufferConfig config) {
        return claimants.stream()
                .flatMap(claimant -> claimant.plans(config).stream())
                .flatMap(plan -> plan.streams().keySet().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a Pipeline lives, by the uid that tells it from an earlier one of the same name. */
    boolean lives(StreamOwner owner) {
        return owners.stream().anyMatch(alive -> alive.uid().equals(owner.uid()));
    }
}
