package dev.numaflow.isbsvc.rendering.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RotationDeciderTest {

    /** Asked, under way, the user of before, that of the client Secret, those whom servers accept, what the servers say. */
    @ParameterizedTest
    @CsvSource({
        "no,  no,  -, a, a,     open, Idle",
        "yes, no,  -, a, a,     open, Add",
        "yes, no,  -, a, x a,   open, Add",
        "yes, no,  -, a, -,     open, 'Wait: rotation of credentials, step 1 of 3: what the servers accept cannot be read here'",
        "yes, no,  -, a, x,     open, 'Wait: rotation of credentials, step 1 of 3: what the servers accept cannot be read here'",
        "yes, no,  -, -, a,     open, 'Wait: rotation of credentials, step 1 of 3: what the servers accept cannot be read here'",
        "no,  yes, a, a, a b,   open, Give b",
        "no,  yes, a, a, a b,   shut, 'Wait: rotation of credentials, step 2 of 3: because'",
        "no,  yes, a, -, a b,   open, 'Wait: rotation of credentials, step 2 of 3: the Secret of the clients is absent'",
        "no,  yes, a, b, a b,   open, Remove a",
        "no,  yes, a, b, x a b, open, Remove a",
        "no,  yes, a, b, a b,   shut, 'Wait: rotation of credentials, step 3 of 3: because'",
        "no,  yes, a, a, a,     open, Restart",
        "no,  yes, a, a, -,     open, Restart",
        "no,  yes, -, a, a b,   open, Restart",
    })
    void takesOneStepOrSaysWhatItWaitsFor(
            String asked, String underWay, String before, String client, String accepted, String servers, String next) {
        RotationState state = new RotationState(
                asked.equals("yes"),
                underWay.equals("yes"),
                users(before).map(Credentials::user),
                users(client),
                accepted.equals("-")
                        ? List.of()
                        : List.of(accepted.split(" ")).stream()
                                .map(RotationDeciderTest::user)
                                .toList());

        assertThat(shown(RotationDecider.next(state, saying(servers.equals("open") ? null : "because"))))
                .startsWith(next);
    }

    /** Whoever starts is accepted by every server, and whoever is connected stays so, whenever servers load and clients start. */
    @Test
    void noClientEverHoldsWhatAServerDoesNotAccept() {
        for (long seed = 0; seed < 5_000; seed++) {
            Simulation rotation = new Simulation(new Random(seed));
            for (int event = 0; event < 200; event++) {
                rotation.event();
                assertThat(rotation.refused())
                        .as("seed %d, event %d", seed, event)
                        .isEmpty();
            }
            rotation.rest();
            assertThat(rotation.accepted).as("seed %d", seed).containsExactly("u1");
            assertThat(rotation.client).isEqualTo("u1");
        }
    }

    /** A service with three servers, which load what they accept at any time, and four clients, which start again at any time. */
    private static final class Simulation {

        private final Random random;
        private List<String> accepted = List.of("u0");
        private String before;
        private boolean asked = true;
        private String client = "u0";
        private final List<List<String>> loaded = new ArrayList<>(List.of(accepted, accepted, accepted));
        private final List<String> clients = new ArrayList<>(List.of("u0", "u0", "u0", "u0"));

        private Simulation(Random random) {
            this.random = random;
        }

        private void event() {
            switch (random.nextInt(4)) {
                case 0 -> loaded.set(random.nextInt(3), accepted);
                case 1 -> clients.set(random.nextInt(4), client);
                case 2 -> client = before == null || random.nextInt(5) > 0 ? client : "u0";
                default -> step();
            }
        }

        private void step() {
            RotationStep next = RotationDecider.next(
                    new RotationState(
                            asked,
                            before != null,
                            Optional.ofNullable(before),
                            Optional.of(user(client)),
                            accepted.stream().map(RotationDeciderTest::user).toList()),
                    new RotationDecider.Servers() {
                        @Override
                        public Optional<String> refuse(Credentials credentials) {
                            return loaded.stream().allMatch(each -> each.contains(credentials.user()))
                                    ? Optional.empty()
                                    : Optional.of("not loaded");
                        }

                        @Override
                        public Optional<String> connected(String user) {
                            return clients.contains(user) ? Optional.of("connected") : Optional.empty();
                        }
                    });
            if (next instanceof RotationStep.Add) {
                before = client;
                accepted = List.of(client, "u1");
                asked = false;
            } else if (next instanceof RotationStep.Give give) {
                client = give.after().user();
            } else if (next instanceof RotationStep.Remove remove) {
                accepted = accepted.stream()
                        .filter(each -> !each.equals(remove.before()))
                        .toList();
                before = null;
            }
        }

        private List<String> refused() {
            return IntStream.range(0, 3)
                    .boxed()
                    .flatMap(server -> Stream.concat(clients.stream(), Stream.of(client))
                            .filter(user -> !loaded.get(server).contains(user)))
                    .toList();
        }

        private void rest() {
            for (int round = 0; round < 4; round++) {
                step();
                IntStream.range(0, 3).forEach(server -> loaded.set(server, accepted));
                IntStream.range(0, 4).forEach(each -> clients.set(each, client));
            }
        }
    }

    private static Optional<Credentials> users(String name) {
        return name.equals("-") ? Optional.empty() : Optional.of(user(name));
    }

    private static Credentials user(String name) {
        return new Credentials(name, "password of " + name);
    }

    private static RotationDecider.Servers saying(String why) {
        return new RotationDecider.Servers() {
            @Override
            public Optional<String> refuse(Credentials credentials) {
                return Optional.ofNullable(why);
            }

            @Override
            public Optional<String> connected(String user) {
                return Optional.ofNullable(why);
            }
        };
    }

    private static String shown(RotationStep step) {
        if (step instanceof RotationStep.Wait wait) {
            return "Wait: " + wait.message();
        }
        String name = step.getClass().getSimpleName();
        return step instanceof RotationStep.Give give
                ? name + " " + give.after().user()
                : step instanceof RotationStep.Remove remove ? name + " " + remove.before() : name;
    }
}
