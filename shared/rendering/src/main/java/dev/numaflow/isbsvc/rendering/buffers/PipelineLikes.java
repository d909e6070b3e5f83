package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.input.Violation;
import dev.numaflow.isbsvc.rendering.model.Unread;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the fields that determine buffers from Numaflow's objects; all other fields are ignored. */
public final class PipelineLikes {

    /** The field that names the service of a Pipeline. */
    public static final String SERVICE_NAME = "interStepBufferServiceName";

    /** The service of a Pipeline that names none. */
    static final String DEFAULT_SERVICE = "default";

    private final List<Violation> violations = new ArrayList<>();
    private final Fields fields = new Fields(violations);

    private PipelineLikes() {}

    /** Reads a Pipeline or ServingPipeline. Callers that read several isolate them: an Error affects one alone. */
    public static Parsed<PipelineLike> read(JsonNode object) {
        return new PipelineLikes().user(object);
    }

    /** The service that a Pipeline or ServingPipeline uses, even where its spec is otherwise invalid. */
    public static String serviceName(JsonNode object) {
        JsonNode spec = object.path("spec");
        boolean serves = object.path("kind").asText().equals(Kinds.SERVING_PIPELINE);
        String named =
                (serves ? spec.path("pipeline") : spec).path(SERVICE_NAME).asText();
        return named.isEmpty() ? DEFAULT_SERVICE : named;
    }

    private Parsed<PipelineLike> user(JsonNode object) {
        Optional<String> unread = Unread.why(object);
        if (unread.isPresent()) {
            return Parsed.refused(List.of(new Violation("spec", unread.get(), "a specification that can be read")));
        }
        String kind = object.path("kind").asText();
        PipelineLike user =
                switch (kind) {
                    case Kinds.PIPELINE -> pipeline(object);
                    case Kinds.SERVING_PIPELINE -> servingPipeline(object);
                    default -> throw new IllegalArgumentException(kind + " uses no buffers");
                };
        return Parsed.of(user, violations);
    }

    private Pipeline pipeline(JsonNode object) {
        StreamOwner owner = owner(object);
        fields.label(owner.name(), "metadata.name");
        return new PipelineReader(fields, "spec", owner).read(object.path("spec"), instance(object));
    }

    private ServingPipeline servingPipeline(JsonNode object) {
        StreamOwner owner = owner(object);
        StreamOwner made =
                new StreamOwner(Kinds.PIPELINE, owner.namespace(), new ServingNames(owner.name()).pipeline(), "");
        fields.label(made.name(), "metadata.name");
        Pipeline pipeline = new PipelineReader(fields, "spec.pipeline", made)
                .read(object.path("spec").path("pipeline"), instance(object));
        return new ServingPipeline(owner, instance(object), pipeline);
    }

    private StreamOwner owner(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        fields.text(metadata.path("namespace"), "metadata.namespace");
        fields.text(metadata.path("name"), "metadata.name");
        return StreamOwner.of(object);
    }

    private String instance(JsonNode object) {
        String path = "metadata.annotations." + Annotations.INSTANCE;
        return fields.textOr("", object.path("metadata").path("annotations").path(Annotations.INSTANCE), path);
    }
}
