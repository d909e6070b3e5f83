package dev.numaflow.isbsvc.local.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.local.ping.CronSchedule;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The alerts speak of what the manifests and repair really do. */
class MonitoringTest {
    private static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final JsonNode RULES = Document.read(ROOT.resolve("knative/manifests/monitoring/alerts.yaml"))
            .get(0)
            .tree()
            .at("/spec/groups/0/rules");
    private static final Installation TRIGGERS = Installation.read(ROOT.resolve("triggers"));

    @Test
    void theLeaseIsStaleAfterTwoPeriodsOfTheClockAndWhatATickMayTake() {
        Duration threshold = Duration.ofSeconds(number("> ([0-9]+)$", expression("IsbsvcRepairStale")));

        assertThat(threshold).isEqualTo(period().multipliedBy(2).plus(patience()));
        assertThat(Duration.ofSeconds(number(
                        "^([0-9]+)s$", rule("IsbsvcRepairAbsent").path("for").asText())))
                .isEqualTo(threshold);
    }

    @Test
    void theAlertsNameTheLeaseAndTheCounterThatRepairWrites() {
        String lease = "kube_lease_renew_time{lease=\"isbsvc-repair\"}";

        assertThat(expression("IsbsvcRepairStale")).contains(lease);
        assertThat(expression("IsbsvcRepairAbsent")).contains("absent(" + lease + ")");
        assertThat(expression("IsbsvcDeadLetters")).contains("by (function, code)", "isbsvc_dead_letters_total");
    }

    @Test
    void consumersThatStayAheadForTwoPeriodsAreAnAlert() {
        assertThat(expression("IsbsvcConsumersAhead"))
                .contains("by (isbsvc_namespace, isbsvc)", "isbsvc_consumers_ahead")
                .endsWith("> 0");
        assertThat(rule("IsbsvcConsumersAhead").path("for").asText())
                .isEqualTo(rule("IsbsvcRepairAbsent").path("for").asText());
    }

    @Test
    void certificatesThatEndWithinTenDaysAreAnAlert() {
        assertThat(expression("IsbsvcCertificatesExpire"))
                .contains("by (isbsvc_namespace, isbsvc)", "isbsvc_certificates_expire_timestamp_seconds")
                .endsWith("< 10 * 86400");
    }

    @Test
    void theyAreNotInstalledByDefault() {
        assertThat(List.of("knative/manifests", "knative/manifests/overlays/local"))
                .allSatisfy(folder -> assertThat(Kustomization.build(ROOT.resolve(folder)))
                        .extracting(Document::kind)
                        .doesNotContain("PrometheusRule"));
    }

    private static Duration period() {
        CronSchedule schedule = CronSchedule.parse(TRIGGERS.pings().get(0).schedule());
        ZonedDateTime first = schedule.after(ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
        return Duration.between(first, schedule.after(first));
    }

    private static Duration patience() {
        return TRIGGERS.triggers().stream()
                .filter(trigger -> trigger.name().name().equals("repair"))
                .map(trigger -> trigger.delivery().timeout())
                .findFirst()
                .orElseThrow();
    }

    private static String expression(String alert) {
        return rule(alert).path("expr").asText();
    }

    private static JsonNode rule(String alert) {
        return StreamSupport.stream(RULES.spliterator(), false)
                .filter(rule -> rule.path("alert").asText().equals(alert))
                .findFirst()
                .orElseThrow();
    }

    private static long number(String pattern, String text) {
        Matcher number = Pattern.compile(pattern).matcher(text);
        assertThat(number.find()).as(text).isTrue();
        return Long.parseLong(number.group(1));
    }
}
