package dev.numaflow.isbsvc.rendering.change;

import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.adopted;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.decide;
import static dev.numaflow.isbsvc.rendering.change.NumaflowsService.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Facts;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.Part;
import dev.numaflow.isbsvc.rendering.change.ReleaseDecision.State;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.servers.NodeReport;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a service loses that is left to Numaflow's controller, and what keeps it here. */
class ReleaseDecisionTest {

    private static final Facts NOTHING_ELSE = new Facts("", false, Optional.empty());

    @Test
    void podsThatWereNeverReplacedStayWithWhoeverHasTheService() {
        for (String spec : new String[] {"persistence: {}", "replicas: 3"}) {
            ReleaseDecision decision = decision(Services.jetstream(spec), adopted(spec), NOTHING_ELSE);

            assertThat(decision.isFree()).as(spec).isTrue();
            assertThat(state(decision, "pods")).isEqualTo(State.DONE);
        }
    }

    @Test
    void podsOfOursAreReplacedBeforeTheServiceIsLeftWhereTheirDiskStays() {
        ReleaseDecision decision = decision(changed("persistence: {}"), ours("persistence: {}"), facts(Copies.ENOUGH));

        assertThat(decision.isFree()).isFalse();
        assertThat(decision.rollsPods()).isTrue();
        assertThat(state(decision, "pods")).isEqualTo(State.ROLL);
        assertThat(state(decision, "claims")).isEqualTo(State.RELEASE);
        assertThat(decision.held()).hasValueSatisfying(held -> assertThat(held.toString())
                .contains("one by one by those that Numaflow's controller renders", "It goes on by itself"));
    }

    /** A restart takes it along, whatever becomes of the disk: only its user can give it up. */
    @Test
    void podsOfOursStayWhereOneMayHaveTheOnlyCopyOfAStreamInMemory() {
        LiveChildren ours = ours("persistence: {}");
        assertThat(Copies.inMemory(nodes("1x7", "1x7", "1x7"), 3)).isEqualTo(Copies.ENOUGH);
        Copies fewer = Copies.inMemory(List.of(inMemory("1x7"), inMemory("1x7"), inMemory("1x7")), 3);
        assertThat(Copies.inMemory(List.of(inMemory("3x7"), inMemory("3x7"), inMemory("3x7")), 3))
                .isEqualTo(Copies.ENOUGH);

        ReleaseDecision decision = decision(changed("persistence: {}"), ours, facts(fewer));

        assertThat(decision.rollsPods()).isFalse();
        HeldChange held = decision.held().orElseThrow();
        assertThat(held.toString())
                .contains(
                        "keep in memory is lost when they are replaced",
                        "three copies, or delete it",
                        "approve: " + held.id());
        ReleaseDecision approved = decision(
                changed("persistence: {}"), ours, new Facts(held.id(), false, Optional.empty(), false, false, fewer));
        assertThat(approved.isFree()).isTrue();
        assertThat(state(approved, "pods")).isEqualTo(State.NUMAFLOW);
    }

    /** With three nodes each step asks again; the only one is asked before. */
    @Test
    void whatIsInMemoryOfAServerThatIsSilentIsUnknown() {
        Copies unknown = Copies.inMemory(List.of(), 1);

        assertThat(state(decision(changed("persistence: {}"), ours("persistence: {}"), facts(unknown)), "pods"))
                .isEqualTo(State.ROLL);
        String single = "replicas: 1, persistence: {}";
        assertThat(state(decision(changed(single), ours(single), facts(unknown)), "pods"))
                .isEqualTo(State.UNKNOWN);
        assertThat(state(decision(changed(single), ours(single), facts(Copies.ENOUGH)), "pods"))
                .isEqualTo(State.ROLL);
    }

    /** As one that was meant for copies that have come since. */
    @Test
    void anApprovalSkipsNoRollByWhichNothingIsLost() {
        LiveChildren live = ours("replicas: 3");
        String id = approvedBy(live, "").held().orElseThrow().id();

        ReleaseDecision decision = decision(
                changed("replicas: 3"), live, new Facts(id, false, Optional.empty(), false, false, Copies.ENOUGH));

        assertThat(state(decision, "pods")).isEqualTo(State.ROLL);
    }

    @Test
    void aPartitionThatNoStepMovesIsNamed() {
        LiveChildren live = ours("persistence: {}");
        ObjectNode held = live.statefulSet().deepCopy();
        held.withObject("/spec/updateStrategy/rollingUpdate").put("partition", 2);

        assertThat(decision(changed("persistence: {}"), live.with(held), facts(Copies.ENOUGH))
                        .held()
                        .orElseThrow()
                        .toString())
                .contains("the partition of the StatefulSet to 2", "partition to 0");
    }

    /** As in every roll in steps: a majority has everything while any one node is away. */
    @Test
    void podsOfOursWithoutPersistenceAreReplacedWhereThreeNodesHaveEverything() {
        Copies copies = Copies.of(nodes("3x7", "3x7", "3x7"), 3);

        ReleaseDecision decision = decision(changed("replicas: 3"), ours("replicas: 3"), facts(copies));

        assertThat(state(decision, "pods")).isEqualTo(State.ROLL);
        assertThat(decision.rollsPods()).isTrue();
    }

    /** The command may not reach a server, and a function may reach some of them alone: nothing is done before all have answered. */
    @Test
    void whatNotEveryServerHasAnsweredIsNeitherReplacedNorRefused() {
        assertThat(Copies.of(nodes("3x7", "3x7", "1x7"), 3)).isEqualTo(Copies.FEWER);
        Copies unknown = Copies.of(nodes("3x7", "3x7"), 3);

        ReleaseDecision decision = decision(changed("replicas: 3"), ours("replicas: 3"), facts(unknown));

        assertThat(state(decision, "pods")).isEqualTo(State.UNKNOWN);
        assertThat(decision.isFree()).isFalse();
        assertThat(decision.rollsPods()).isFalse();
        assertThat(decision.isBlocked()).isFalse();
        assertThat(decision.held().orElseThrow().toString())
                .contains("unless everything has three copies", "approve: ");
    }

    /** Nobody else would take it out, so it is one more thing that leaving does. */
    @Test
    void whatKeepsDeletedStreamsIsTakenOutFirst() {
        ReleaseDecision guarded = decision(
                Services.jetstream("replicas: 3"), adopted("replicas: 3"), facts(ReleaseDecision.Deletions.GUARDED));
        ReleaseDecision unreadable = decision(
                Services.jetstream("replicas: 3"), adopted("replicas: 3"), facts(ReleaseDecision.Deletions.UNREADABLE));

        assertThat(guarded.isFree()).isTrue();
        assertThat(state(guarded, "deletions")).isEqualTo(State.RELEASE);
        assertThat(unreadable.isBlocked()).isTrue();
        assertThat(state(unreadable, "deletions")).isEqualTo(State.BLOCKED);
        assertThat(unreadable.held().orElseThrow().wayOut()).contains("out of it by hand");
    }

    private static Facts facts(ReleaseDecision.Deletions deletions) {
        return new Facts("", false, Optional.empty(), false, false, Copies.FEWER, deletions);
    }

    @Test
    void noPodIsReplacedWhileSomethingElseKeepsTheServiceHere() {
        Facts retains = new Facts("", true, Optional.empty());

        ReleaseDecision decision = decision(changed("persistence: {}"), ours("persistence: {}"), retains);

        assertThat(decision.rollsPods()).isFalse();
        assertThat(decision.isBlocked()).isTrue();
    }

    @Test
    void podsOfOursWithoutPersistenceStayUntilTheirLossIsApproved() {
        ReleaseDecision decision = decision(changed("replicas: 3"), ours("replicas: 3"), NOTHING_ELSE);

        assertThat(decision.held()).hasValueSatisfying(held -> assertThat(held.toString())
                .contains("without persistence what they store is lost", "approve: " + held.id()));
        String id = decision.held().orElseThrow().id();
        assertThat(decision(changed("replicas: 3"), ours("replicas: 3"), new Facts(id, false, Optional.empty()))
                        .isFree())
                .isTrue();
    }

    @Test
    void anApprovalIsGoodForOneReleaseAndForItsRepetition() {
        LiveChildren live = ours("replicas: 3");
        String id = approvedBy(live, "").held().orElseThrow().id();
        assertThat(approvedBy(live, id).approval()).contains(id);
        assertThat(approvedBy(live, id).isFree()).isTrue();

        LiveChildren underWay = annotated(live, Map.of(Annotations.APPROVED, id, Annotations.RELEASE, "true"));
        assertThat(approvedBy(underWay, id).approval()).contains(id);
        assertThat(approvedBy(underWay, id).isFree()).isTrue();
        assertThat(approvedBy(underWay, "").isFree()).as("taken back").isFalse();

        LiveChildren cameBack = annotated(live, Map.of(Annotations.APPROVED, id));
        ReleaseDecision again = approvedBy(cameBack, id);
        assertThat(again.isFree()).isFalse();
        String next = again.held().orElseThrow().id();
        assertThat(next).isNotEqualTo(id);
        assertThat(approvedBy(cameBack, id + "," + next).approval()).contains(next);
    }

    @Test
    void anApprovalIsForTheServersThatItsUserSaw() {
        LiveChildren live = ours("replicas: 3");
        String id = approvedBy(live, "").held().orElseThrow().id();
        ObjectNode another = live.statefulSet().deepCopy();
        another.withObject("/metadata").put("uid", "another");

        assertThat(approvedBy(live.with(another), id).isFree()).isFalse();
    }

    @Test
    void whatIsNotKeptIsNamedAsWhyTheServiceIsNotLeft() {
        ValidService service = Services.jetstream("persistence: {}");
        HeldChange lost = new HeldChange("1", "Service s: spec.a", "1", "2", Effect.HELD, "", "");

        assertThat(ReleaseDecision.notKept(service, List.of(lost)).reason())
                .isEqualTo("not left: Service s: spec.a is not kept as it was written");
    }

    @Test
    void whatIsHeldWouldBeCarriedOutByNumaflowsController() {
        ReleaseDecision decision = decision(
                Services.jetstream("persistence: {}, encryption: true"), adopted("persistence: {}"), NOTHING_ELSE);

        assertThat(decision.held().orElseThrow().reason())
                .contains("spec.jetstream.encryption is held at false", "would carry it out at once");
    }

    @Test
    void aLostNodeIsNoChangeOfTheSpec() {
        LiveChildren live = adopted("persistence: {}");
        HeldChange lost = new HeldChange(
                "1", "node n-1", "lost", "with another volume", Effect.STEPS, "its machine is gone", "Wait");
        ChangeDecision decided =
                decide(Services.jetstream("persistence: {}"), live).holding(lost);

        assertThat(ReleaseDecision.of(decided, live, NOTHING_ELSE)
                        .held()
                        .orElseThrow()
                        .reason())
                .isEqualTo(
                        "node n-1 is lost, and nobody gives it another volume once the service is left: its machine is gone");
    }

    @Test
    void claimsThatAreRetainedAndSecretsThatAreMissingKeepItToo() {
        ReleaseDecision decision = decision(
                Services.jetstream("persistence: {}"),
                adopted("persistence: {}"),
                new Facts("", true, Optional.of("Secret s does not exist")));

        assertThat(state(decision, "claims")).isEqualTo(State.BLOCKED);
        assertThat(state(decision, "secrets")).isEqualTo(State.BLOCKED);
        assertThat(decision.held().orElseThrow().reason())
                .contains("Secret s does not exist", "means nothing to Numaflow's");
    }

    @Test
    void aChangeOfCertificatesIsTakenToItsEndFirst() {
        ReleaseDecision decision = decision(
                Services.jetstream("persistence: {}"),
                adopted("persistence: {}"),
                new Facts("", false, Optional.empty(), false, true));

        assertThat(decision.held().orElseThrow().toString())
                .contains("the authority of certificates is being changed", "Wait until the last step is done");
    }

    @Test
    void guardedStepsAreTakenToTheirEndFirst() {
        LiveChildren live = ours("persistence: {}");
        ObjectNode inSteps = live.statefulSet().deepCopy();
        inSteps.withObject("/spec/updateStrategy/rollingUpdate").put("partition", 2);

        ReleaseDecision decision = decision(changed("persistence: {}"), live.with(inSteps), NOTHING_ELSE);

        assertThat(state(decision, "pods")).isEqualTo(State.BLOCKED);
    }

    /** The loss that is approved is that of the release: nobody would allow evictions again, or see that the last node is complete. */
    @Test
    void theLastNodeIsCompletedFirstThoughNoPartitionShowsIt() {
        LiveChildren ours = ours("replicas: 3");
        LiveChildren pending = new LiveChildren(ours.statefulSet(), ours.configMap(), ours.keySecret(), false, true);
        String id = decision(changed("replicas: 3"), ours, NOTHING_ELSE)
                .held()
                .orElseThrow()
                .id();

        ReleaseDecision decision = decision(changed("replicas: 3"), pending, new Facts(id, false, Optional.empty()));

        assertThat(decision.isFree()).isFalse();
        assertThat(state(decision, "pods")).isEqualTo(State.BLOCKED);
    }

    /** The last nodes may still be restarting, though the record says that it is done. */
    @Test
    void aSwitchOfTlsEndsFirst() {
        LiveChildren ours = ours("replicas: 3");
        String id = decision(changed("replicas: 3"), ours, NOTHING_ELSE)
                .held()
                .orElseThrow()
                .id();

        ReleaseDecision decision =
                decision(changed("replicas: 3"), ours, new Facts(id, false, Optional.empty(), true, false));

        assertThat(decision.isFree()).isFalse();
        assertThat(state(decision, "pods")).isEqualTo(State.BLOCKED);
    }

    @Test
    void saysWhichSettingsNumaflowsControllerDoesNotKnow() {
        String spec = "persistence: {}, settings: \"sync_interval: 1s\\nmax_payload: 65MB\"";

        ReleaseDecision decision = decision(Services.jetstream(spec), adopted("persistence: {}"), NOTHING_ELSE);

        assertThat(decision.parts())
                .extracting(Part::text)
                .anyMatch(text -> text.contains("sync_interval"))
                .anyMatch(text -> text.contains("max_pending"));
        assertThat(decision.isBlocked()).isFalse();
    }

    private static Facts facts(Copies copies) {
        return new Facts("", false, Optional.empty(), false, false, copies);
    }

    private static NodeReport inMemory(String stream) {
        NodeReport onDisk = Decisions.node(stream);
        return new NodeReport(
                onDisk.name(),
                onDisk.leader(),
                onDisk.peers(),
                onDisk.storage(),
                onDisk.streams().stream()
                        .map(each -> each.withConfig(((ObjectNode) each.config().deepCopy()).put("storage", "memory")))
                        .toList(),
                onDisk.accounts());
    }

    private static List<NodeReport> nodes(String... streams) {
        return Stream.of(streams).map(Decisions::node).toList();
    }

    private static ReleaseDecision approvedBy(LiveChildren live, String approve) {
        return decision(changed("replicas: 3"), live, new Facts(approve, false, Optional.empty()));
    }

    private static LiveChildren annotated(LiveChildren live, Map<String, String> annotations) {
        ObjectNode set = live.statefulSet().deepCopy();
        annotations.forEach(set.withObject("/metadata/annotations")::put);
        return live.with(set);
    }

    private static ValidService changed(String spec) {
        return Services.jetstream(spec + ", startArgs: [-DV]");
    }

    /** Adopted, and changed so that its pods are ours; the last step of that is done. */
    private static LiveChildren ours(String spec) {
        LiveChildren live = adopted(spec);
        LiveChildren written = write(decide(changed(spec), live, nodes("3x0", "3x0", "3x0")), live);
        ObjectNode set = written.statefulSet().deepCopy();
        set.withObject("/spec/updateStrategy/rollingUpdate").put("partition", 0);
        return written.with(set);
    }

    private static ReleaseDecision decision(ValidService service, LiveChildren live, Facts facts) {
        return ReleaseDecision.of(decide(service, live), live, facts);
    }

    private static State state(ReleaseDecision decision, String subject) {
        return decision.parts().stream()
                .filter(part -> part.subject().equals(subject))
                .findFirst()
                .orElseThrow()
                .state();
    }
}
