package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.local.controllers.CollectionPlan.Act;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CollectionPlanTest {
    @Test
    void deletesAnObjectWhoseOwnersAreAllGone() {
        Owned orphan = object("child", owner("gone", false));

        assertThat(plan(Set.of("gone"), orphan)).containsExactly(new Act.Delete(orphan, false));
    }

    @Test
    void keepsAnObjectWhoseOwnerMayStillBeThere() {
        assertThat(plan(Set.of(), object("child", owner("unknown", true)))).isEmpty();
    }

    @Test
    void keepsAnObjectWithAnotherOwnerAndDropsTheReferenceToTheLostOne() {
        Owned parent = object("parent");
        Owned child = object("child", owner("gone", false), owner("parent", false));

        List<Act> acts = plan(Set.of("gone"), parent, child);

        assertThat(acts).singleElement().isInstanceOfSatisfying(Act.Replace.class, replace -> assertThat(
                        replace.changed().getMetadata().getOwnerReferences())
                .extracting(OwnerReference::getUid)
                .containsExactly("parent"));
    }

    @Test
    void anOwnerDeletedInTheForegroundGoesAfterThoseThatBlockIt() {
        Owned parent = going("parent", "foregroundDeletion");
        Owned child = object("child", owner("parent", true));

        assertThat(plan(Set.of(), parent, child)).containsExactly(new Act.Delete(child, false));
        assertThat(plan(Set.of(), parent))
                .singleElement()
                .isInstanceOfSatisfying(Act.Replace.class, replace -> assertThat(
                                replace.changed().getMetadata().getFinalizers())
                        .isEmpty());
    }

    @Test
    void anOwnerDeletedInTheForegroundDoesNotWaitForThoseThatDoNotBlockIt() {
        Owned parent = going("parent", "foregroundDeletion");
        Owned child = object("child", owner("parent", false));

        assertThat(plan(Set.of(), parent, child))
                .hasAtLeastOneElementOfType(Act.Replace.class)
                .contains(new Act.Delete(child, false));
    }

    @Test
    void dependantsOfDependantsGoFirstInTheForeground() {
        Owned parent = going("parent", "foregroundDeletion");
        Owned child = object("child", owner("parent", true));
        Owned grandchild = object("grandchild", owner("child", true));

        assertThat(plan(Set.of(), parent, child, grandchild)).containsExactly(new Act.Delete(child, true));
    }

    @Test
    void anOwnerThatOrphansIsForgottenByItsDependantsFirst() {
        Owned parent = going("parent", "orphan");
        Owned child = object("child", owner("parent", true));

        assertThat(plan(Set.of(), parent, child)).singleElement().isInstanceOfSatisfying(Act.Replace.class, replace -> {
            assertThat(replace.which()).isEqualTo(child);
            assertThat(replace.changed().getMetadata().getOwnerReferences()).isEmpty();
        });
        assertThat(plan(Set.of(), parent))
                .singleElement()
                .isInstanceOfSatisfying(Act.Replace.class, replace -> assertThat(
                                replace.changed().getMetadata().getFinalizers())
                        .isEmpty());
    }

    @Test
    void leavesOtherFinalizersAlone() {
        assertThat(plan(Set.of(), going("parent", "somebody.example/else"))).isEmpty();
    }

    private static List<Act> plan(Set<String> gone, Owned... objects) {
        return new CollectionPlan(Arrays.asList(objects), gone).acts();
    }

    private static OwnerReference owner(String uid, boolean blocks) {
        return new OwnerReferenceBuilder()
                .withUid(uid)
                .withName(uid)
                .withBlockOwnerDeletion(blocks)
                .build();
    }

    private static Owned object(String uid, OwnerReference... owners) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(uid)
                .withUid(uid)
                .withOwnerReferences(new ArrayList<>(Arrays.asList(owners)))
                .build());
        return new Owned("things", object);
    }

    private static Owned going(String uid, String finalizer) {
        Owned object = object(uid);
        object.object().getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        object.object().getMetadata().setFinalizers(new ArrayList<>(List.of(finalizer)));
        return object;
    }
}
