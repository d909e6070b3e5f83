package dev.numaflow.isbsvc.rendering.children;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChildrenTest {

    private final ValidService service = Services.jetstream("replicas: 3");
    private final Children children = Children.of(service);

    @Test
    void areRenderedAgainOnlyForOtherValues() {
        assertThat(children.with(Services.jetstream("replicas: 3"))).isSameAs(children);
        assertThat(children.with(Services.jetstream("replicas: 5"))).isNotSameAs(children);
    }

    @Test
    void stayAsRenderedWhateverIsTakenOverFromARunningService() {
        List<HasMetadata> before = children.list();
        List<HasMetadata> taken = children.list(new Running(
                2,
                true,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("1a2b3c4d")));

        assertThat(taken).hasSize(before.size() - 1);
        assertThat(taken.get(taken.size() - 1).getMetadata().getAnnotations())
                .containsEntry(Annotations.APPROVED, "1a2b3c4d");
        assertThat(children.list())
                .isEqualTo(before)
                .isEqualTo(Children.of(service).list());
    }
}
