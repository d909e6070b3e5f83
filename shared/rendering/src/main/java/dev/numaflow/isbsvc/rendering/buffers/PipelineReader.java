package dev.numaflow.isbsvc.rendering.buffers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.input.Shown;
import dev.numaflow.isbsvc.rendering.input.TreeSize;
import dev.numaflow.isbsvc.rendering.naming.ObjectNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reads the part of a pipeline's spec that determines its buffers, and refuses what Numaflow would refuse. */
final class PipelineReader {

    /** More would be a mistake, and the plan must fit into memory. */
    private static final int MOST_PARTITIONS = 1000;

    /** Numaflow creates a Service {@code pipeline-vertex-headless} for each vertex, and its name has at most 63 characters. */
    private static final int LONGEST_NAMES = 53;

    /** The number of names that a refusal lists. */
    private static final int SHOWN_NAMES = 10;

    private static final String AT_MOST = "at most %,d: ".formatted(BufferBounds.OF_A_PIPELINE)
            + "a buffer for each partition of each vertex that is not a source, and a bucket for each edge, source and sink";

    private final Fields fields;
    private final String path;
    private final StreamOwner owner;

    PipelineReader(Fields fields, String path, StreamOwner owner) {
        this.fields = fields;
        this.path = path;
        this.owner = owner;
    }

    Pipeline read(JsonNode spec, String instance) {
        String at = path + "." + PipelineLikes.SERVICE_NAME;
        String service = fields.textOr(PipelineLikes.DEFAULT_SERVICE, spec.path(PipelineLikes.SERVICE_NAME), at);
        fields.label(service, at);
        if (isTooMuch(spec)) {
            return new Pipeline(owner, instance, service, List.of(), List.of());
        }
        List<Vertex> vertices = vertices(spec.path("vertices"));
        Pipeline pipeline = new Pipeline(owner, instance, service, vertices, edges(spec.path("edges"), vertices));
        if (pipeline.streams() > BufferBounds.OF_A_PIPELINE) {
            fields.refuse(path + ".vertices", "%,d streams and buckets".formatted(pipeline.streams()), AT_MOST);
        }
        return pipeline;
    }

    /** Checked before reading: each vertex and each edge needs at least one stream or bucket. */
    private boolean isTooMuch(JsonNode spec) {
        if (TreeSize.isAbove(BufferBounds.SPEC_BYTES, spec)) {
            fields.refuse(
                    path,
                    "more than %d KiB".formatted(BufferBounds.SPEC_BYTES / 1024),
                    "at most %d KiB as JSON".formatted(BufferBounds.SPEC_BYTES / 1024));
            return true;
        }
        // Both are evaluated, so that a refusal names both.
        boolean vertices = fields.isLonger(BufferBounds.OF_A_PIPELINE, spec.path("vertices"), path + ".vertices");
        boolean edges = fields.isLonger(BufferBounds.OF_A_PIPELINE, spec.path("edges"), path + ".edges");
        return vertices || edges;
    }

    private List<Vertex> vertices(JsonNode list) {
        List<Vertex> vertices = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode node : fields.someElements(list, path + ".vertices")) {
            String at = "%s.vertices[%d]".formatted(path, vertices.size());
            Vertex vertex = vertex(node, at);
            vertices.add(vertex);
            checkName(vertex.name(), at + ".name");
            if (!vertex.name().isEmpty() && !names.add(vertex.name())) {
                fields.refuse(
                        at + ".name",
                        Fields.shown(vertex.name()) + " a second time",
                        "a name of its own for each vertex");
            }
        }
        return vertices;
    }

    private Vertex vertex(JsonNode node, String at) {
        boolean source = fields.has(node.path("source"), at + ".source");
        boolean sink = fields.has(node.path("sink"), at + ".sink");
        Vertex.Role role = source ? Vertex.Role.SOURCE : sink ? Vertex.Role.SINK : Vertex.Role.UDF;
        return new Vertex(fields.text(node.path("name"), at + ".name"), role, partitions(node, at));
    }

    private int partitions(JsonNode node, String at) {
        int written = fields.numberOr(1, node.path("partitions"), at + ".partitions");
        if (written > MOST_PARTITIONS) {
            fields.refuse(at + ".partitions", "" + written, "at most " + MOST_PARTITIONS);
        }
        JsonNode groupBy = node.path("udf").path("groupBy");
        boolean reduces = fields.has(node.path("udf"), at + ".udf") && fields.has(groupBy, at + ".udf.groupBy");
        boolean keyed = fields.isTrue(groupBy.path("keyed"), at + ".udf.groupBy.keyed");
        return written < 1 || reduces && !keyed ? 1 : written;
    }

    private void checkName(String name, String at) {
        fields.label(name, at);
        if (owner.name().length() + name.length() > LONGEST_NAMES) {
            fields.refuse(
                    at,
                    Fields.shown(name),
                    "a name which, with that of the pipeline, has at most %d characters".formatted(LONGEST_NAMES));
        }
    }

    private List<Edge> edges(JsonNode list, List<Vertex> vertices) {
        BufferNames buffers = new BufferNames(owner);
        SortedSet<String> names = new TreeSet<>();
        vertices.forEach(vertex -> names.add(vertex.name()));
        List<Edge> edges = new ArrayList<>();
        Map<String, Edge> buckets = new HashMap<>();
        for (JsonNode node : fields.elements(list, path + ".edges")) {
            String at = "%s.edges[%d]".formatted(path, edges.size());
            Edge edge = new Edge(
                    vertexName(node.path("from"), at + ".from", names), vertexName(node.path("to"), at + ".to", names));
            edges.add(edge);
            if (!edge.from().isEmpty() && !edge.to().isEmpty()) {
                refuseIfShared(buckets.putIfAbsent(buffers.edgeBucket(edge), edge), edge, at);
            }
        }
        return edges;
    }

    /** @return empty where it is refused, here or as the name of its vertex */
    private String vertexName(JsonNode node, String at, SortedSet<String> names) {
        String name = fields.text(node, at);
        if (!name.isEmpty() && !names.contains(name)) {
            fields.refuse(at, Fields.shown(name), "the name of a vertex: " + some(names));
            return "";
        }
        return ObjectNames.isLabel(name) ? name : "";
    }

    private static String some(SortedSet<String> names) {
        return Shown.list(names.stream().map(Fields::shown).toList(), SHOWN_NAMES);
    }

    /** Numaflow joins names with hyphens, which names may contain, so two edges can share one bucket and corrupt it. */
    private void refuseIfShared(Edge holder, Edge edge, String at) {
        if (edge.equals(holder)) {
            fields.refuse(at, edge + " a second time", "one edge from a vertex to another");
        } else if (holder != null) {
            fields.refuse(
                    at,
                    "%s, which shares the bucket %s with %s"
                            .formatted(edge, new BufferNames(owner).edgeBucket(edge), holder),
                    "an edge whose two names, joined by a hyphen, differ from those of every other edge");
        }
    }
}
