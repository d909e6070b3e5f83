package dev.numaflow.isbsvc.runtime.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.health.PodTrouble;
import dev.numaflow.isbsvc.rendering.health.ServiceTrouble;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.event.EventType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that explains events names every one that the code knows. */
class EventsPageTest {

    @Test
    void namesEveryEventConditionReasonAndAnnotation() throws IOException {
        String page = Files.readString(Path.of("../../docs/events.md"));

        assertThat(known()).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static List<String> known() {
        return Stream.of(
                        Arrays.stream(EventType.values()).map(EventType::value),
                        Arrays.stream(Reason.values()).map(Reason::label),
                        Arrays.stream(ConditionType.values()).map(ConditionType::label),
                        Arrays.stream(PodTrouble.Reason.values()).map(PodTrouble.Reason::label),
                        Arrays.stream(ServiceTrouble.Kind.values()).map(ServiceTrouble.Kind::label),
                        Stream.of(
                                Annotations.INSTANCE,
                                Annotations.GENERATION,
                                Annotations.RENDERER,
                                Annotations.RENDERED,
                                Annotations.RENDERED_FROM,
                                Annotations.ENCRYPTION,
                                Annotations.ADOPTED,
                                Annotations.CERTIFICATES_EXPIRE,
                                Annotations.CERTIFICATES_RENEW,
                                Annotations.CERTIFICATES_STEP,
                                Annotations.TLS_SECRET,
                                Annotations.TLS_SECRET_SEEN,
                                Annotations.TLS_SECRET_TAKEN,
                                Annotations.TLS_SECRET_EXPIRES,
                                Annotations.REPLAY,
                                Annotations.DEAD_LETTERS,
                                Annotations.RETAIN,
                                Annotations.RETAINED_FOR,
                                Annotations.NODES,
                                Annotations.ALLOW_DELETION,
                                Annotations.VERSION,
                                Annotations.START_SETTINGS,
                                Annotations.APPROVE,
                                Annotations.APPROVED,
                                Annotations.MAINTENANCE_WINDOW,
                                Annotations.REPLACE_LOST_NODE_AFTER,
                                Annotations.LOST_SINCE,
                                Annotations.CLAIM_ASKED,
                                Annotations.PAUSED,
                                Annotations.RELEASE,
                                Annotations.OTHER_WRITERS,
                                Annotations.NOT_KEPT))
                .flatMap(names -> names)
                .toList();
    }
}
