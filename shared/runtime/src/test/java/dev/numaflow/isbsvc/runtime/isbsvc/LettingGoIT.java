package dev.numaflow.isbsvc.runtime.isbsvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.change.ChangeDecider;
import dev.numaflow.isbsvc.rendering.change.HeldChange;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.compare.Comparison;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Kinds;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.runtime.TestBeans;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.child.ChildApplier;
import dev.numaflow.isbsvc.runtime.child.ChildApplyResult;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectEdit;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The last write of a release is of the service that was planned, whatever its user does meanwhile. */
class LettingGoIT {

    private static final Map<String, Consumer<ObjectNode>> CHANGES = Map.of(
            "encryption",
            live -> live.withObject("/spec/jetstream").put("encryption", true),
            "withdrawn",
            live -> live.withObject("/metadata/annotations").put(Annotations.RELEASE, "false"),
            "retained",
            live -> live.withObject("/metadata/annotations").put(Annotations.RETAIN, "true"),
            "instance",
            live -> live.withObject("/metadata/annotations").put(Annotations.INSTANCE, "other"));

    private static TestCluster cluster;

    @BeforeAll
    static void start() {
        cluster = new TestCluster();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    static Stream<String> changes() {
        return CHANGES.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aServiceThatChangedSinceItWasPlannedIsKept(String change) {
        JsonNode planned = asked(change);
        edit(planned, CHANGES.get(change));

        assertIsKept(planned);
    }

    @Test
    void aServiceThatIsDeletedMeanwhileIsKept() {
        JsonNode planned = asked("deleted");
        cluster.cluster().delete(planned);

        assertIsKept(planned);
    }

    @Test
    void whatIsWrittenOfItsStatusAndOfOthersDoesNotCount() {
        JsonNode planned = asked("status");
        edit(planned, live -> live.withObject("/metadata/annotations").put("example.com/team", "a"));
        ObjectNode status = live(planned).deepCopy();
        status.putObject("status").put("phase", "Running");
        cluster.cluster().replaceStatus(status);

        finalizers().removeOurs(planned);

        assertThat(ObjectMetas.hasFinalizer(live(planned), Kinds.FINALIZER)).isFalse();
        assertThat(ObjectMetas.hasFinalizer(live(planned), Kinds.NUMAFLOWS_FINALIZER))
                .isTrue();
    }

    /** Its run began before the annotation, and writes after the finalizer is gone. */
    @Test
    void aRunThatBeganBeforeTakesNothingBack() {
        JsonNode service = asked("late");
        HasMetadata rendered = rendered(service);
        ChildApplier applier = new ChildApplier(cluster.cluster(), Clock.systemUTC());
        applier.apply(rendered);
        LiveService live = LiveService.of(service, ControllerConfig.builtIn());
        ServiceRelease release = ServiceRelease.dry(cluster.cluster(), finalizers());
        release.unmark(live, Optional.empty());
        release.letGo(live);
        JsonNode left = statefulSet(live);

        assertThat(applier.apply(rendered)).isInstanceOf(ChildApplyResult.NewerExists.class);

        assertThat(statefulSet(live).path("spec")).isEqualTo(left.path("spec"));
        assertThat(statefulSet(live).at("/metadata/annotations")).isEqualTo(left.at("/metadata/annotations"));
        edit(service, each -> each.withObject("/metadata/annotations").put(Annotations.RELEASE, "false"));
        assertThat(applier.apply(rendered)).as("taken over again").isInstanceOf(ChildApplyResult.Updated.class);
    }

    /** The generation stays on what is left, so that whoever planned an older spec is stopped even before that. */
    @Test
    void whatIsLeftSaysOfWhichGenerationItIs() {
        JsonNode service = asked("older");
        LiveService live = LiveService.of(service, ControllerConfig.builtIn());
        new ChildApplier(cluster.cluster(), Clock.systemUTC()).apply(rendered(service));

        ServiceRelease.dry(cluster.cluster(), finalizers()).unmark(live, Optional.of("1a2b3c4d"));

        assertThat(ObjectMetas.annotation(statefulSet(live), Annotations.GENERATION))
                .isEqualTo("1");
        assertThat(ObjectMetas.annotation(statefulSet(live), Annotations.APPROVED))
                .isEqualTo("1a2b3c4d");
        assertThat(ObjectMetas.annotation(statefulSet(live), Annotations.RENDERER))
                .isEmpty();
    }

    /** What is not kept on its way to the API server keeps the service here, and nothing says that it was left. */
    @Test
    void aServiceWhoseChildIsNotKeptIsNotSaidToBeLeft() {
        JsonNode service = asked("meddled");
        LiveService live = LiveService.of(service, ControllerConfig.builtIn());
        TestBeans beans = TestBeans.of(cluster.cluster());
        Plan free = new Plan(
                ChangeDecider.create(Children.of(live.desired().value()), false),
                true,
                true,
                false,
                Optional.of(new ReleaseDecision(List.of(), Optional.empty(), Optional.empty())));
        HeldChange lost = HeldChange.notKept(
                live.desired().value(),
                rendered(service),
                Comparison.differences(TestCluster.tree("{a: 1}"), TestCluster.tree("{a: 2}"))
                        .get(0));

        beans.report()
                .complete(live, free, new ApplyResult.Complete(List.of(), List.of(lost), List.of()), Optional.empty());

        assertThat(cluster.events())
                .anyMatch(event -> event.startsWith("meddled ChangesHeld") && event.contains("not left: StatefulSet"))
                .noneMatch(event -> event.startsWith("meddled Released"));
    }

    private static HasMetadata rendered(JsonNode service) {
        return Children.of(
                        ServiceRules.check(service, ControllerConfig.builtIn()).value())
                .statefulSet();
    }

    private static JsonNode statefulSet(LiveService service) {
        return cluster.cluster().get(ObjectRef.ofStatefulSet(service.names())).orElseThrow();
    }

    private static void assertIsKept(JsonNode planned) {
        assertThatThrownBy(() -> finalizers().removeOurs(planned)).isInstanceOf(ConflictException.class);
        assertThat(ObjectMetas.hasFinalizer(live(planned), Kinds.FINALIZER)).isTrue();
    }

    private static Finalizers finalizers() {
        return new Finalizers(cluster.cluster());
    }

    private static void edit(JsonNode service, Consumer<ObjectNode> change) {
        new ObjectEdit(cluster.cluster()).write(service, live -> false, live -> {
            ObjectNode changed = live.deepCopy();
            change.accept(changed);
            return changed;
        });
    }

    private static JsonNode live(JsonNode service) {
        return cluster.cluster().get(ObjectRef.of(service)).orElseThrow();
    }

    /** As it was read when it was decided that nothing keeps it here. */
    private static JsonNode asked(String name) {
        return cluster.apply(
                """
                apiVersion: numaflow.numaproj.io/v1alpha1
                kind: InterStepBufferService
                metadata:
                  name: %s
                  namespace: %s
                  annotations: {"%s": "true"}
                  finalizers: [%s, %s]
                spec: {jetstream: {version: latest, persistence: {}}}
                """
                        .formatted(
                                name,
                                cluster.namespace(),
                                Annotations.RELEASE,
                                Kinds.NUMAFLOWS_FINALIZER,
                                Kinds.FINALIZER));
    }
}
