package dev.numaflow.isbsvc.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.RenderedFrom;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever stands in a live child, which more people may write than a service: it is read, or it is none, within the same bounds. */
class HostileTextTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = "s3cret";
    private static final ValidService SERVICE = ServiceRules.check(
                    Seeds.service(TestCluster.tree(
                            "{spec: {jetstream: {version: 2.12.7, replicas: 3, tls: true, encryption: true}}}")),
                    ControllerConfig.builtIn())
            .value();
    private static final JsonNode CONFIG_MAP =
            ObjectMetas.of(Children.of(SERVICE).list().get(0));

    @Property(tries = 300)
    void aConfigurationIsReadAsItWouldBePrintedOrIsNone(@ForAll("configurations") String text) {
        Optional<NatsConf.Block> read = Bounds.within(() -> parsed(text));

        Refusals.count(read.isPresent());
        read.ifPresent(conf ->
                assertThat(Bounds.within(() -> NatsConf.parse(conf.print()))).isEqualTo(conf));
    }

    private static Optional<NatsConf.Block> parsed(String text) {
        try {
            return Optional.of(NatsConf.parse(text));
        } catch (IllegalArgumentException none) {
            assertThat(none.getMessage()).doesNotContain(SECRET).hasSizeLessThan(200);
            return Optional.empty();
        }
    }

    @Property(tries = 300)
    void aRecordIsOneFromWhichChildrenAreRenderedOrIsNone(@ForAll("records") String record) {
        Optional<ValidService> read = Bounds.within(
                () -> RenderedFrom.read(record, SERVICE.names(), SERVICE.owner().uid()));

        Refusals.count(read.isPresent());
        read.ifPresent(service ->
                assertThat(Bounds.within(() -> Children.of(service).list())).isNotEmpty());
    }

    @Provide
    Arbitrary<String> configurations() {
        List<String> words = List.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                "=",
                ",",
                ";",
                "\n",
                " ",
                "\"",
                "'",
                "\\",
                "#",
                "//",
                "$",
                "include",
                "a",
                "$A",
                "1",
                "-1k",
                "1.50",
                "9223372036854775807e",
                "true",
                "OFF",
                "\u2003",
                "\u0000",
                "\\x0a",
                "\ud83d",
                SECRET);
        String rendered = CONFIG_MAP.path("data").path(Keys.NATS_CONF).asText();
        Arbitrary<String> word = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.of(words)),
                Tuple.of(1, Arbitraries.of(HostileValues.TEXTS)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(5)));
        Arbitrary<String> edited = Combinators.combine(
                        Arbitraries.integers().between(0, rendered.length()),
                        Arbitraries.integers().between(0, 20),
                        word)
                .as((at, gone, put) ->
                        rendered.substring(0, at) + put + rendered.substring(Math.min(rendered.length(), at + gone)));
        return Arbitraries.frequencyOf(
                Tuple.of(2, word.list().ofMaxSize(20).map(all -> String.join("", all))), Tuple.of(1, edited));
    }

    /** With its digest: who may write the record may write that as well. */
    @Provide
    Arbitrary<String> records() {
        String record = ObjectMetas.annotation(CONFIG_MAP, Annotations.RENDERED_FROM);
        Arbitrary<String> values = Arbitraries.frequencyOf(
                Tuple.of(8, Mutation.of(List.of(tree(record.split(" ", 2)[1]))).map(JsonNode::toString)),
                Tuple.of(1, Arbitraries.of(HostileValues.TEXTS)),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(50)));
        return Arbitraries.frequencyOf(
                Tuple.of(9, values.map(text -> Digest.sha256(text) + " " + text)), Tuple.of(1, values));
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
