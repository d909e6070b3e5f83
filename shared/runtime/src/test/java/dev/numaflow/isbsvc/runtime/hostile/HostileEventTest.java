package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.runtime.event.EventAttributes;
import dev.numaflow.isbsvc.runtime.event.EventType;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever an event says: within two seconds and 128 MB it points to an object of ours, or is dropped. */
class HostileEventTest {

    @Property(tries = 300)
    void anEventIsAPointerOrDropped(@ForAll("events") EventAttributes event) {
        Optional<Pointer> pointer = Bounds.within(() -> Pointer.of(event));
        Refusals.count(pointer.isPresent());
        assertThat(pointer.filter(each -> !each.isTick())
                        .map(each -> each.object().path()))
                .satisfiesAnyOf(path -> assertThat(path).isEmpty(), path -> assertThat(path.orElseThrow())
                        .matches("/apis?/[a-z0-9./-]+"));
    }

    @Provide
    Arbitrary<EventAttributes> events() {
        Arbitrary<String> texts = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(HostileValues.TEXTS)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(100)),
                Tuple.of(2, Arbitraries.of("Pod", "InterStepBufferService", "team-a", "isbsvc-n-js-0")));
        Arbitrary<String> types = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(EventType.values()).map(EventType::value)), Tuple.of(1, texts));
        Arbitrary<String> subjects = texts.map(text -> "/apis/v1/namespaces/team-a/pods/" + text);
        return Combinators.combine(types, Arbitraries.oneOf(texts, subjects), texts, texts, texts)
                .as((type, subject, kind, namespace, name) -> new EventAttributes(
                        type,
                        subject,
                        kind.isEmpty() ? Map.of() : Map.of("kind", kind, "namespace", namespace, "name", name)));
    }
}
