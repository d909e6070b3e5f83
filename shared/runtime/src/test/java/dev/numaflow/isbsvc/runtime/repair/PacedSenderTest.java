package dev.numaflow.isbsvc.runtime.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.event.EventType;
import io.cloudevents.CloudEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nothing here waits: tasks run when they are planned, and the plan is what is looked at. */
class PacedSenderTest {

    private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private final List<Duration> turns = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private final RateLimiter pace = new RateLimiter() {
        @Override
        void run(List<Task> tasks, Deadline deadline) {
            tasks.forEach(task -> {
                turns.add(task.after());
                task.work().run();
            });
        }
    };
    private final BrokerClient broker = new BrokerClient(() -> null) {
        @Override
        public void send(CloudEvent event) {
            if (String.valueOf(event.getSubject()).endsWith("/refused")) {
                throw new IllegalStateException("the broker does not take it");
            }
            taken.add(event.getSubject());
        }
    };
    private final PacedSender sender = new PacedSender(broker, pace);

    @Test
    void aFewAreSentAtOnce() {
        sender.send(missed(20), in(90));

        assertThat(turns).hasSize(20).containsOnly(Duration.ZERO);
    }

    @Test
    void aThousandServicesDoNotWakeAtOnce() {
        assertThat(sender.send(missed(1000), in(90)).sent()).hasSize(1000);

        assertThat(taken).doesNotHaveDuplicates().hasSize(1000);
        Map<Long, Long> eachSecond =
                turns.stream().collect(Collectors.groupingBy(Duration::toSeconds, Collectors.counting()));
        assertThat(eachSecond).hasSize(60);
        assertThat(eachSecond.values()).allMatch(count -> count <= 17);
    }

    @Test
    void theTickIsNeverLongerThanItsTriggerWaits() {
        sender.send(missed(1000), in(30));

        assertThat(turns).allMatch(turn -> turn.compareTo(Duration.ofSeconds(20)) < 0);
    }

    @Test
    void oneThatIsRefusedKeepsNoOtherFromBeingSentAndIsNotForgotten() {
        List<MissedEvent> missed = new ArrayList<>(missed(1));
        missed.add(0, about("refused"));

        PacedSender.Sending sending = sender.send(missed, in(90));

        assertThat(taken).hasSize(1);
        assertThat(sending.brokerWorks()).isTrue();
        assertThatThrownBy(sending::throwWhatMayPass).hasMessage("the broker does not take it");
    }

    @Test
    void aBrokerThatTakesNothingDoesNotWork() {
        PacedSender.Sending sending = sender.send(List.of(about("refused")), in(90));

        assertThat(sending.brokerWorks()).isFalse();
        assertThatThrownBy(sending::throwWhatMayPass).hasMessage("the broker does not take it");
    }

    /** Where there is time for a hundred events, the thousands of one namespace do not take all of it. */
    @Test
    void namespacesTakeTurns() {
        List<MissedEvent> missed = new ArrayList<>(missed(1000));
        missed.add(MissedEvent.reference(
                EventType.REF_UPDATE,
                new ObjectRef(ObjectKind.CONFIG_MAP, "team-b", "only"),
                "is not as it should be"));

        assertThat(MissedEvent.roundRobin(missed)).hasSize(1001).element(1).isEqualTo(missed.get(1000));
    }

    /** No broker has to carry it, and the event points to it all the same. */
    @Test
    void aLargeObjectIsSentAsAReferenceToIt() {
        ObjectNode service = new ObjectMapper().createObjectNode();
        service.put("kind", "InterStepBufferService").put("spec", "x".repeat(1 << 20));
        service.putObject("metadata").put("namespace", "team-a").put("name", "n");

        CloudEvent event = MissedEvent.resource(EventType.RESOURCE_UPDATE, service, "changed")
                .event();

        assertThat(event.getData().toBytes().length).isLessThan(1000);
        assertThat(event.getType()).isEqualTo("dev.knative.apiserver.resource.update");
        assertThat(event.getExtension("name")).isEqualTo("n");
    }

    @Test
    void whatIsNotBegunInTimeIsLeftForTheNextTick() {
        List<String> done = new ArrayList<>();

        new RateLimiter().run(List.of(new RateLimiter.Task(Duration.ofHours(1), () -> done.add("late"))), in(0));

        assertThat(done).isEmpty();
    }

    @Test
    void everyTaskHasItsTurn() {
        List<String> done = Collections.synchronizedList(new ArrayList<>());

        new RateLimiter()
                .run(
                        IntStream.range(0, 40)
                                .mapToObj(i -> new RateLimiter.Task(Duration.ofMillis(i), () -> done.add("task " + i)))
                                .toList(),
                        in(600));

        assertThat(done).hasSize(40);
    }

    private static Deadline in(int seconds) {
        return Deadline.in(Duration.ofSeconds(seconds), CLOCK);
    }

    private static List<MissedEvent> missed(int count) {
        return IntStream.range(0, count).mapToObj(i -> about("n" + i)).toList();
    }

    private static MissedEvent about(String name) {
        return MissedEvent.reference(
                EventType.REF_UPDATE, new ObjectRef(ObjectKind.CONFIG_MAP, "team-a", name), "is not as it should be");
    }
}
