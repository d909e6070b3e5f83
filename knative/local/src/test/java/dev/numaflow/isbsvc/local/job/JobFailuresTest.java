package dev.numaflow.isbsvc.local.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.local.manifests.Document;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobFailuresTest {
    private final JobFailures refusals = new JobFailures();

    @Test
    void reportsTheReasonsOfAllAndGoesOnWithTheOthers() {
        List<Document> documents = List.of(document("bad"), document("good"), document("worse"));
        List<Document> passed = refusals.passing(documents, document -> {
            if (!document.name().equals("good")) {
                throw new JobFailure(List.of(document.name() + " is refused"));
            }
        });
        assertThat(passed).containsExactly(documents.get(1));
        assertThatThrownBy(refusals::throwIfAny)
                .isInstanceOfSatisfying(JobFailure.class, refusal -> assertThat(refusal.reasons())
                        .containsExactly("bad is refused", "worse is refused"));
    }

    @Test
    void throwsNothingWhileNothingIsRefused() {
        refusals.passing(List.of(document("good")), document -> {});
        assertThatCode(refusals::throwIfAny).doesNotThrowAnyException();
    }

    private static Document document(String name) {
        var tree = new ObjectMapper().createObjectNode();
        tree.putObject("metadata").put("name", name);
        return new Document(Path.of("test.yaml"), tree);
    }
}
