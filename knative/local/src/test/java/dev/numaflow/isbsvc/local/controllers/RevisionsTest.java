package dev.numaflow.isbsvc.local.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RevisionsTest {
    private final StatefulSet set = new Given().view().set();

    @Test
    void theFirstTemplateIsRevisionOne() {
        ControllerRevision first = new Revisions(set, List.of()).toWrite().orElseThrow();

        assertThat(first.getRevision()).isEqualTo(1);
        assertThat(first.getMetadata().getName()).startsWith("s-").hasSize(2 + 10);
    }

    @Test
    void anUnchangedTemplateWritesNothing() {
        assertThat(new Revisions(set, List.of(revision(set, 1))).toWrite()).isEmpty();
    }

    @Test
    void aChangeOutsideTheTemplateIsNoRevision() {
        StatefulSet scaled =
                new StatefulSetBuilder(set).editSpec().withReplicas(5).endSpec().build();
        assertThat(new Revisions(scaled, List.of()).update()).isEqualTo(new Revisions(set, List.of()).update());
    }

    @Test
    void aTemplateThatReturnsGetsItsOldRevisionWithANewNumber() {
        ControllerRevision first = revision(set, 1);
        ControllerRevision second = revision(changed("nats:2"), 2);

        ControllerRevision renumbered =
                new Revisions(set, List.of(first, second)).toWrite().orElseThrow();

        assertThat(renumbered.getMetadata().getName())
                .isEqualTo(first.getMetadata().getName());
        assertThat(renumbered.getRevision()).isEqualTo(3);
    }

    @Test
    void givesBackTheTemplateOfAnOldRevision() {
        ControllerRevision first = revision(set, 1);

        Revisions later = new Revisions(changed("nats:2"), List.of(first));

        assertThat(later.template(first.getMetadata().getName()))
                .isEqualTo(set.getSpec().getTemplate());
    }

    @Test
    void dropsTheOldestThatNobodyNeeds() {
        List<ControllerRevision> history =
                List.of(revision(changed("nats:2"), 1), revision(changed("nats:3"), 2), revision(set, 3));
        StatefulSet limited = new StatefulSetBuilder(set)
                .editSpec()
                .withRevisionHistoryLimit(1)
                .endSpec()
                .build();
        String oldest = history.get(0).getMetadata().getName();

        assertThat(new Revisions(limited, history).surplus(Set.of())).containsExactly(history.get(0));
        assertThat(new Revisions(limited, history).surplus(Set.of(oldest))).isEmpty();
    }

    private StatefulSet changed(String image) {
        return new Given().changedTemplate(image).view().set();
    }

    private static ControllerRevision revision(StatefulSet of, long number) {
        ControllerRevision made = new Revisions(of, List.of()).toWrite().orElseThrow();
        made.setRevision(number);
        return made;
    }
}
