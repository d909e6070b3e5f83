package dev.numaflow.isbsvc.local.faults;

import static dev.numaflow.isbsvc.runtime.cluster.ObjectKind.ISB_SERVICE;
import static dev.numaflow.isbsvc.runtime.cluster.ObjectKind.PIPELINE;
import static dev.numaflow.isbsvc.runtime.cluster.ObjectKind.SERVING_PIPELINE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** What users, nodes and accidents do in one seed: always the same, in every run of it. */
final class Scenario {

    private static final String A = "a";

    private final Random random;
    private final List<Step> acts = new ArrayList<>();

    private Scenario(long seed) {
        this.random = new Random(seed * 31);
    }

    static List<Step> of(long seed) {
        Scenario scenario = new Scenario(seed);
        scenario.begin();
        int length = 3 + scenario.random.nextInt(6);
        for (int i = 0; i < length; i++) {
            scenario.middle();
        }
        scenario.end();
        return List.copyOf(scenario.acts);
    }

    private void begin() {
        String jetstream = random.nextBoolean() ? Objects.PERSISTENT : Objects.PASSING;
        List<Step> first = new ArrayList<>(List.of(
                act("a service " + jetstream, world -> world.create(Objects.service(world.namespace(), A, jetstream))),
                act("a pipeline", world -> world.create(Objects.pipeline(world.namespace(), "p", 1)))));
        if (random.nextBoolean()) {
            first.add(act(
                    "another service",
                    world -> world.create(Objects.service(world.namespace(), "b", Objects.PASSING))));
        }
        Collections.shuffle(first, random);
        acts.addAll(first);
    }

    private void middle() {
        switch (random.nextInt(15)) {
            case 0 -> settings();
            case 1 -> label();
            case 2 -> annotate("replay", "v" + random.nextInt(1000));
            case 3 -> acts.add(ByHand.deletedChild(random));
            case 4, 5 -> acts.add(ByHand.editedChild(random));
            case 6 ->
                add(
                        "a stream is lost",
                        world -> world.streams().stream().findFirst().ifPresent(world::deleteStream));
            case 7 -> add("consumers are lost", world -> world.streams().forEach(world::deleteConsumers));
            case 8 -> add("the node fails", world -> world.podFails("isbsvc-a-js-0", true));
            case 9 -> pipelines();
            case 10 -> invalidForAWhile();
            case 11 -> bufferConfig();
            case 12 -> servingPipeline();
            case 13 -> pausedForAWhile();
            default -> held();
        }
    }

    /** It is for buffers that are made from then on: which those are depends on luck, unless all that are wanted are there. */
    private void bufferConfig() {
        add("the node is well", world -> world.podFails("isbsvc-a-js-0", false));
        rest("another bufferConfig", "bufferConfig", "stream: {maxMsgs: " + (1000 + random.nextInt(9)) + "}");
    }

    private void settings() {
        int megabytes = 1 + random.nextInt(7);
        spec("max_payload " + megabytes + "MB", spec -> spec.withObject("/jetstream")
                .put("settings", "max_payload: " + megabytes + "MB"));
    }

    private void label() {
        int team = random.nextInt(100);
        spec("another label for the pods", spec -> spec.withObject("/jetstream/metadata/labels")
                .put("team", "t" + team));
    }

    private void annotate(String annotation, String value) {
        add(
                "annotation " + annotation + "=" + value,
                world -> world.change(ISB_SERVICE, A, service -> service.withObject("/metadata/annotations")
                        .put("isbsvc.numaflow.numaproj.io/" + annotation, value)));
    }

    private void pipelines() {
        switch (random.nextInt(3)) {
            case 0 -> add("a pipeline more", world -> world.create(Objects.pipeline(world.namespace(), "q", 1)));
            case 1 ->
                add(
                        "a vertex more",
                        world -> world.change(
                                PIPELINE,
                                "p",
                                live -> live.set(
                                        "spec", Objects.pipeline("", "p", 2).get("spec"))));
            default -> add("a pipeline less", world -> world.delete(PIPELINE, "q"));
        }
    }

    private void servingPipeline() {
        if (random.nextBoolean()) {
            add("a serving pipeline", world -> world.create(Objects.servingPipeline(world.namespace(), "s")));
        } else {
            add("a serving pipeline less", world -> world.delete(SERVING_PIPELINE, "s"));
        }
    }

    /** With what means the same whether the service was made before the pause or is made after it. */
    private void pausedForAWhile() {
        annotate("paused", "true");
        switch (random.nextInt(4)) {
            case 0 -> settings();
            case 1 -> label();
            case 2 -> acts.add(ByHand.deletedChild(random));
            default -> acts.add(ByHand.editedChild(random));
        }
        annotate("paused", "false");
    }

    private void invalidForAWhile() {
        spec("a spec that is refused", spec -> spec.withObject("/jetstream").put("settings", "max_payload: lots"));
        settings();
    }

    private void held() {
        boolean encryption = random.nextBoolean();
        acts.add(new Step(
                encryption ? "encryption is asked for" : "more replicas are asked for",
                true,
                world -> world.change(ISB_SERVICE, A, service -> {
                    ObjectNode jetstream = service.withObject("/spec/jetstream");
                    if (encryption) {
                        jetstream.put("encryption", true);
                    } else {
                        jetstream.put("replicas", 3);
                    }
                })));
        // What is held would be taken as it is wanted by a StatefulSet that is made anew before the hold was told.
        acts.add(new Step("nothing", true, world -> {}));
    }

    private void rest(String name, String field, String value) {
        acts.add(new Step(
                name,
                true,
                world -> world.change(ISB_SERVICE, A, service -> service.withObject("/spec/jetstream")
                        .put(field, value))));
    }

    private void end() {
        add("the node is well", world -> world.podFails("isbsvc-a-js-0", false));
        acts.add(new Step("nothing", true, world -> {}));
        switch (random.nextInt(5)) {
            case 0 -> deleteService();
            case 1 -> {
                deleteService();
                deletePipelines();
            }
            case 2 -> {
                deletePipelines();
                deleteService();
            }
            case 3 -> {
                annotate("retain", "true");
                deletePipelines();
                deleteService();
                acts.add(new Step(
                        "the service is made again",
                        true,
                        world -> world.create(Objects.service(world.namespace(), A, Objects.PERSISTENT))));
            }
            default -> add("life goes on", world -> {});
        }
    }

    private void deleteService() {
        add("the service is deleted", world -> world.delete(ISB_SERVICE, A));
    }

    private void deletePipelines() {
        add("the pipelines go", world -> {
            List.of("p", "q").forEach(name -> world.delete(PIPELINE, name));
            world.delete(SERVING_PIPELINE, "s");
        });
    }

    private void spec(String name, Consumer<ObjectNode> change) {
        add(name, world -> world.change(ISB_SERVICE, A, service -> change.accept(service.withObject("/spec"))));
    }

    private void add(String name, Consumer<SimulatedCluster> what) {
        acts.add(act(name, what));
    }

    private static Step act(String name, Consumer<SimulatedCluster> what) {
        return new Step(name, false, what);
    }
}
