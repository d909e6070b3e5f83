package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.status.FastPath;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever stands in a service or the controller's ConfigMap: within two seconds and 128 MB it is refused by its path, or what is
 * rendered is taken by a real API server that is asked strictly, and by real nats-servers, the oldest supported one as well. More tries
 * than in a build: {@code -Djqwik.tries.default=5000}.
 */
class HostileServiceIT {

    private static RealValidators validators;

    @BeforeContainer
    static void open() {
        validators = new RealValidators();
        // What is loaded once is not measured.
        validators.accept(
                Bounds.within(() -> ServiceRules.check(service("{version: 2.12.7}"), ControllerConfig.builtIn())
                        .value()));
    }

    @AfterContainer
    static void close() {
        validators.close();
    }

    @Property
    void aSpecIsRefusedByItsPathOrBuilt(@ForAll("specs") JsonNode service) {
        check(service, ControllerConfig.builtIn());
    }

    /** What the API server refuses itself reaches nobody. */
    @Property
    void aServiceIsRefusedByItsPathOrBuiltAsItIsStored(@ForAll("services") JsonNode sent) {
        Optional<JsonNode> stored = validators.stored(sent);
        if (stored.isEmpty()) {
            Refusals.count(false);
        }
        stored.ifPresent(service -> {
            LiveService live = Bounds.within(() -> LiveService.of(service, ControllerConfig.builtIn()));
            assertThat(live.names().namespace()).isEqualTo(Seeds.NAMESPACE);
            assertThat(Bounds.within(() -> FastPath.nothingToDo(service))).isFalse();
            check(service, ControllerConfig.builtIn());
        });
    }

    @Property
    void theControllersConfigurationIsRefusedByItsPathOrServicesAreBuiltOfIt(@ForAll("configurations") String text) {
        Parsed<ControllerConfig> config = Bounds.within(() -> ControllerConfig.parse(text));
        if (!Refusals.isRefused(config)) {
            assertThat(config.value().warnings()).hasSizeLessThan(20);
            check(service("{version: 2.12.7}"), config.value());
        }
    }

    /** The servers read certificates and a key, all of them from what the pods mount. */
    @Example
    void everySupportedServerTakesAServiceWithTlsAndEncryption() {
        for (String version : List.of("2.8.1", "2.10.29", "2.12.7")) {
            check(
                    service("{version: %s, replicas: 3, tls: true, encryption: true}".formatted(version)),
                    ControllerConfig.builtIn());
        }
    }

    private static void check(JsonNode service, ControllerConfig config) {
        Parsed<ValidService> checked = Bounds.within(() -> ServiceRules.check(service, config));
        if (!Refusals.isRefused(checked)) {
            validators.accept(checked.value());
        }
    }

    private static JsonNode service(String jetstream) {
        return Seeds.service(TestCluster.tree("{spec: {jetstream: %s}}".formatted(jetstream)));
    }

    @Provide
    Arbitrary<JsonNode> specs() {
        return Mutation.of(Seeds.specs()).map(Seeds::service);
    }

    @Provide
    Arbitrary<JsonNode> services() {
        return Mutation.of(Seeds.services());
    }

    @Provide
    Arbitrary<String> configurations() {
        Arbitrary<String> mutated =
                Mutation.of(List.of(Seeds.controllerConfig())).map(Seeds::yaml);
        return Arbitraries.frequencyOf(
                Tuple.of(4, mutated),
                Tuple.of(1, Arbitraries.of(HostileValues.TEXTS)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(200)));
    }
}
