package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimOwnersTest {
    @Test
    void retainedClaimsHaveNoOwner() {
        assertThat(new ClaimOwners(given("Retain", "Retain")
                                .ready(0)
                                .claim(0, c -> c)
                                .view())
                        .steps())
                .isEmpty();
    }

    @Test
    void claimsDeletedWithTheSetAreItsOwn() {
        assertThat(owner(given("Delete", "Retain").ready(0).claim(0, c -> c))).isEqualTo("set");
    }

    @Test
    void claimsDeletedByScalingAreOwnedByTheSurplusPod() {
        assertThat(owner(given("Retain", "Delete").ready(3).claim(3, c -> c))).isEqualTo("pod-3");
        assertThat(new ClaimOwners(given("Retain", "Delete")
                                .ready(0)
                                .claim(0, c -> c)
                                .view())
                        .steps())
                .as("wanted pods keep their claims")
                .isEmpty();
    }

    @Test
    void aPolicyThatBecomesRetainFreesTheClaims() {
        Given given = given("Retain", "Retain").ready(0).claim(0, claim -> {
            claim.getMetadata()
                    .setOwnerReferences(
                            List.of(Ownership.ownedBy(new Given().view().set())));
            return claim;
        });
        Step.Replace step = (Step.Replace) new ClaimOwners(given.view()).steps().get(0);
        assertThat(step.object().getMetadata().getOwnerReferences()).isEmpty();
    }

    private static Given given(String whenDeleted, String whenScaled) {
        return new Given().set(s -> s.editSpec()
                .withNewPersistentVolumeClaimRetentionPolicy(whenDeleted, whenScaled)
                .endSpec());
    }

    private static String owner(Given given) {
        List<Step> steps = new ClaimOwners(given.view()).steps();
        assertThat(steps).hasSize(1);
        List<OwnerReference> owners =
                ((Step.Replace) steps.get(0)).object().getMetadata().getOwnerReferences();
        assertThat(owners).hasSize(1);
        return owners.get(0).getUid();
    }
}
