package dev.numaflow.isbsvc.rendering.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.BufferUser;
import dev.numaflow.isbsvc.rendering.buffers.BufferUsers;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** The one with this uid, where it can be read. */
    Optional<Claimant> claimant(String uid) {
        return claimants.stream()
                .filter(claimant -> claimant.owner().uid().equals(uid))
                .findFirst();
    }

    /** Whether there is one of this name of which nobody can tell what it asks for. */
    boolean hasUnreadable(StreamOwner name) {
        return owners.stream().filter(owner -> owner.hasNameOf(name)).anyMatch(owner -> claimant(owner.uid())
                .isEmpty());
    }

    /** Whether a Pipeline lives, by the uid that tells it from an earlier one of the same name. */
    public boolean lives(StreamOwner owner) {
        return owners.stream().anyMatch(alive -> alive.uid().equals(owner.uid()));
    }
}
