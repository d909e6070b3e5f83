package dev.numaflow.isbsvc.rendering.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.Services;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.input.Violation;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in a spec, the answer comes at once: what is too much is refused before it is computed with. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundsTest {

    private static final int MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "1E999999999",
                "1e-999999999",
                "-1e100000000",
                "1e100",
                "1e1000000000000",
                "0e999999999",
                "9223372036854775808",
                "8Ei",
                "8192Pi",
                "99999999999999999999999999999999999999999999999999",
                "-1",
                "-1Gi",
                "1ei",
                "1 Gi",
                "Gi",
                "",
                ".",
                "1.2.3",
                "1e",
                "1e+",
                "+",
                "NaN",
                "Infinity",
                "0x10",
                "1_000",
                "\u0661Gi"
            })
    void aQuantityThatIsNoneOrTooMuchIsRefusedAtEveryPlace(String text) {
        ObjectNode spec = spec();
        jetstream(spec).withObject("/persistence").put("volumeSize", text);
        for (String container : List.of("containerTemplate", "reloaderContainerTemplate", "metricsContainerTemplate")) {
            jetstream(spec).withObject("/" + container + "/resources/limits").put("memory", text);
            jetstream(spec).withObject("/" + container + "/resources/requests").put("example.com/gpu", text);
        }

        assertThat(paths(spec))
                .containsExactlyInAnyOrder(
                        "spec.jetstream.persistence.volumeSize",
                        "spec.jetstream.containerTemplate.resources.limits.memory",
                        "spec.jetstream.containerTemplate.resources.requests.example.com/gpu",
                        "spec.jetstream.reloaderContainerTemplate.resources.limits.memory",
                        "spec.jetstream.reloaderContainerTemplate.resources.requests.example.com/gpu",
                        "spec.jetstream.metricsContainerTemplate.resources.limits.memory",
                        "spec.jetstream.metricsContainerTemplate.resources.requests.example.com/gpu");
    }

    @ParameterizedTest
    @CsvSource({
        "128Mi, 120795955",
        "1E, 900000000000000000",
        "7Ei, 7263405479023135948",
        "1e3, 900",
        "2.5e9, 2250000000",
        "1500m, 1",
        "9223372036854775807, 8301034833169298226"
    })
    void aQuantityThatKubernetesTakesIsComputedWith(String memory, String share) {
        ObjectNode spec = spec();
        jetstream(spec).withObject("/containerTemplate/resources/limits").put("memory", memory);

        String rendered =
                Children.of(Services.check("default", spec).value()).list().toString();

        assertThat(rendered).contains("name=GOMEMLIMIT, value=" + share + ",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "startArgs: [-D, null] | startArgs[1]",
                "tolerations: [null] | tolerations[0]",
                "imagePullSecrets: [{name: a}, null] | imagePullSecrets[1]",
                "nodeSelector: {a: null} | nodeSelector.a",
                "metadata: {labels: {a: null}} | metadata.labels.a",
                "containerTemplate: {env: [null]} | containerTemplate.env[0]",
                "containerTemplate: {envFrom: [null]} | containerTemplate.envFrom[0]",
                "reloaderContainerTemplate: {env: [null]} | reloaderContainerTemplate.env[0]",
                "dnsConfig: {searches: [null]} | dnsConfig.searches[0]",
                "dnsConfig: {options: [null]} | dnsConfig.options[0]",
                "securityContext: {supplementalGroups: [null]} | securityContext.supplementalGroups[0]",
                "affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [null]}}"
                        + " | affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0]",
            })
    void aNullInAListOrAMapIsRefusedWithItsPath(String fields, String path) throws Exception {
        JsonNode spec = Services.YAML.readTree("{jetstream: {version: latest, " + fields + "}}");

        assertThat(paths(spec)).containsExactly("spec.jetstream." + path);
    }

    @Test
    void aNumberOfManyThousandDigitsIsNoNumber() {
        ObjectNode spec = spec();
        jetstream(spec).put("replicas", BigInteger.ONE.shiftLeft(500_000));

        assertThat(paths(spec)).containsExactly("spec.jetstream.replicas");
    }

    @Test
    void aNumberWithAHugeExponentIsNoNumber() {
        ObjectNode spec = spec();
        DecimalNode huge = DecimalNode.valueOf(new BigDecimal("1e999999999"));
        jetstream(spec).set("replicas", huge);
        jetstream(spec).withObject("/persistence").set("volumeSize", huge);

        assertThat(paths(spec)).containsExactly("spec.jetstream.replicas", "spec.jetstream.persistence.volumeSize");
    }

    @Test
    void aSpecOfAMebibyteIsRefusedBeforeItIsRead() {
        ObjectNode spec = spec();
        ArrayNode tolerations = jetstream(spec).putArray("tolerations");
        for (int i = 0; i < MIB / 16; i++) {
            tolerations.addObject().put("key", "k" + i);
        }

        assertThat(paths(spec)).containsExactly("spec");
    }

    @Test
    void aSpecOfManyThousandLevelsIsRefusedBeforeItIsRead() {
        ObjectNode spec = spec();
        ObjectNode deepest = jetstream(spec);
        for (int i = 0; i < 50_000; i++) {
            deepest = deepest.putObject("a");
        }

        assertThat(paths(spec)).containsExactly("spec");
    }

    @Test
    void aTextAListAndAMapAreAsLongAsTheyMayBeAndNoLonger() {
        ObjectNode spec = spec();
        jetstream(spec)
                .put("priorityClassName", "x".repeat(32 * 1024))
                .put("serviceAccountName", "x".repeat(32 * 1024 + 1));
        ArrayNode good = jetstream(spec).withObject("/dnsConfig").putArray("searches");
        ArrayNode bad = jetstream(spec).withObject("/dnsConfig").putArray("nameservers");
        ObjectNode labels = jetstream(spec).withObject("/metadata/labels");
        for (int i = 0; i <= 1000; i++) {
            bad.add("n");
            labels.put("l" + i, "");
            if (i < 1000) {
                good.add("s");
            }
        }

        assertThat(paths(spec))
                .containsExactlyInAnyOrder(
                        "spec.jetstream.serviceAccountName",
                        "spec.jetstream.dnsConfig.nameservers",
                        "spec.jetstream.metadata.labels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "bufferConfig"})
    void theTextOfSettingsIsMeasuredInBytesBeforeItIsParsed(String field) {
        String comment = "# " + "\u00e4".repeat(8 * 1024 - 4) + "\n";
        ObjectNode good = spec();
        jetstream(good).put(field, comment);
        ObjectNode bad = spec();
        jetstream(bad).put(field, "#" + "-".repeat(16 * 1024));
        assertThat(paths(good)).isEmpty();
        assertThat(Services.check("default", bad).violations())
                .extracting(Violation::toString)
                .containsExactly("spec.jetstream." + field + ": found 16385 bytes, allowed: at most 16384 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings", "bufferConfig"})
    void aliasesAndDepthOfSettingsLeadToARefusalAndNotToWork(String field) {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        for (String text :
                List.of(bomb.toString(), "stream: " + "[".repeat(8_000), "max_payload: " + "9".repeat(16_000))) {
            ObjectNode spec = spec();
            jetstream(spec).put(field, text);
            assertThat(Services.check("default", spec).violations())
                    .isNotEmpty()
                    .allSatisfy(v -> {
                        assertThat(v.path()).startsWith("spec.jetstream." + field);
                        assertThat(v.toString().length()).isLessThan(1_000);
                    });
        }
    }

    @Test
    void aRefusalIsShortHoweverMuchIsWrong() {
        ObjectNode spec = spec();
        String broken = "\n\u202e\u0000\"" + "x".repeat(2_000);
        for (int i = 0; i < 40; i++) {
            jetstream(spec).put(i + broken, 1);
            jetstream(spec).withObject("/nodeSelector").put(i + broken, 1);
        }
        ArrayNode env = jetstream(spec).withObject("/containerTemplate").putArray("env");
        for (int i = 0; i < 900; i++) {
            env.addObject().put("nome", "x");
        }
        jetstream(spec).put("version", broken).put("dnsPolicy", broken);

        List<Violation> violations = Services.check("default", spec).violations();

        assertThat(violations).hasSize(100).allSatisfy(violation -> {
            assertThat(violation.toString().length()).isLessThan(2_200);
            assertThat(violation.toString().chars()).noneMatch(Character::isISOControl);
        });
        assertThat(violations.get(99).path()).isEqualTo("spec");
    }

    @Test
    void aValueThatMayBeAPasswordIsNotShown() {
        ObjectNode spec = spec();
        ArrayNode args = jetstream(spec).putArray("startArgs");
        List.of("--pass=se", "--auth", "cret", "secret", "-max_traced_msg_len=secret", "-D=secret", "-secret word")
                .forEach(args::add);
        jetstream(spec)
                .withObject("/containerTemplate")
                .putArray("env")
                .addObject()
                .put("name", "A")
                .put("value", 5313731);

        assertThat(Services.check("default", spec).violations())
                .hasSize(7)
                .noneMatch(violation -> violation.toString().contains("secret")
                        || violation.toString().contains("cret\"")
                        || violation.toString().contains("5313731"));
        args.removeAll().add("--pass").add(5313731);
        assertThat(Services.check("default", spec).violations())
                .hasSize(2)
                .noneMatch(violation -> violation.toString().contains("5313731"));
    }

    private static ObjectNode spec() {
        ObjectNode spec = Services.YAML.createObjectNode();
        spec.putObject("jetstream").put("version", "2.12.7");
        return spec;
    }

    private static ObjectNode jetstream(ObjectNode spec) {
        return spec.withObject("/jetstream");
    }

    private static List<String> paths(JsonNode spec) {
        return Services.check("default", spec).violations().stream()
                .map(Violation::path)
                .toList();
    }
}
