package dev.numaflow.isbsvc.rendering.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each test runs over many random trees; the seed stands in the name of the run that failed. */
class ComparisonPropertiesTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static LongStream seeds() {
        return new Random().longs(200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aTreeIsWhatItIs(long seed) {
        ObjectNode wanted = object(new Random(seed));

        assertThat(Comparison.firstDifference(wanted, wanted.deepCopy())).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void fieldsThatNobodyOwnsAreDefaults(long seed) {
        Random random = new Random(seed);
        ObjectNode wanted = object(random);
        ObjectNode live = wanted.deepCopy();
        List<Found> places = objects(live);
        for (int i = 0; i < 3; i++) {
            pick(random, places).object().put("default" + i, i);
        }

        assertThat(Comparison.firstDifference(wanted, live)).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aFieldThatAnotherManagerOwnsIsFoundWhereItIs(long seed) {
        Random random = new Random(seed);
        ObjectNode wanted = object(random);
        ObjectNode live = wanted.deepCopy();
        Found place = pick(random, objects(live));
        place.object().put("added", true);
        live.withObject("metadata")
                .withArray("managedFields")
                .addObject()
                .put("manager", "somebody")
                .set("fieldsV1", place.fieldsV1("f:added"));

        assertThat(Comparison.firstDifference(wanted, live).map(Difference::path))
                .contains(place.path() + ".added");
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aWantedFieldThatChangedOrIsGoneIsFoundWhereItIs(long seed) {
        Random random = new Random(seed);
        ObjectNode wanted = object(random);
        pick(random, objects(wanted)).object().put("wanted", "value");
        ObjectNode live = wanted.deepCopy();
        Found place = objects(live).stream()
                .filter(found -> found.object().has("wanted"))
                .findFirst()
                .orElseThrow();
        if (random.nextBoolean()) {
            place.object().put("wanted", "another");
        } else {
            place.object().remove("wanted");
        }

        assertThat(Comparison.firstDifference(wanted, live).map(Difference::path))
                .contains(place.path() + ".wanted");
    }

    /** An object of a tree, and the way to it in both notations. */
    private record Found(ObjectNode object, String path, List<String> steps) {

        ObjectNode fieldsV1(String leaf) {
            ObjectNode root = JSON.objectNode();
            ObjectNode here = root;
            for (String step : steps) {
                here = here.putObject(step);
            }
            here.putObject(leaf);
            return root;
        }
    }

    private static ObjectNode object(Random random) {
        ObjectNode root = JSON.objectNode();
        root.set("spec", node(random, 4));
        if (!root.path("spec").isObject()) {
            root.set("spec", JSON.objectNode().put("scalar", 1));
        }
        return root;
    }

    private static JsonNode node(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        if (kind == 0) {
            return random.nextBoolean() ? JSON.numberNode(random.nextInt(5)) : JSON.textNode("t" + random.nextInt(5));
        }
        if (kind == 1) {
            ArrayNode list = JSON.arrayNode();
            for (int i = random.nextInt(3); i >= 0; i--) {
                JsonNode element = node(random, depth - 1);
                list.add(element.isObject() ? ((ObjectNode) element).put("name", "n" + i) : element);
            }
            return list;
        }
        ObjectNode object = JSON.objectNode();
        for (int i = random.nextInt(4); i >= 0; i--) {
            object.set("f" + i, node(random, depth - 1));
        }
        return object;
    }

    private static List<Found> objects(ObjectNode root) {
        List<Found> found = new ArrayList<>();
        collect(new Found((ObjectNode) root.get("spec"), "spec", List.of("f:spec")), found);
        return found;
    }

    private static void collect(Found here, List<Found> found) {
        found.add(here);
        here.object()
                .properties()
                .forEach(field -> descend(
                        field.getValue(),
                        here.path() + "." + field.getKey(),
                        with(here.steps(), "f:" + field.getKey()),
                        found));
    }

    private static void descend(JsonNode node, String path, List<String> steps, List<Found> found) {
        if (node.isObject()) {
            collect(new Found((ObjectNode) node, path, steps), found);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            JsonNode name = node.get(i).path("name");
            String step = name.isTextual() ? "k:{\"name\":" + name + "}" : "i:" + i;
            descend(node.get(i), path + "[" + i + "]", with(steps, step), found);
        }
    }

    private static List<String> with(List<String> steps, String step) {
        List<String> all = new ArrayList<>(steps);
        all.add(step);
        return all;
    }

    private static Found pick(Random random, List<Found> places) {
        return places.get(random.nextInt(places.size()));
    }
}
