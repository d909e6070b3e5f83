package dev.numaflow.isbsvc.runtime.repair;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.ConditionType;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.naming.Labels;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.CertificateNotes;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** When the certificates of services with TLS end, as a gauge for Prometheus, read from the metadata of their Secrets. */
@Singleton
public class CertificateExpiry {

    static final String METRIC = "isbsvc_certificates_expire_timestamp_seconds";

    private static final String OURS = Labels.COMPONENT + "=isbsvc";

    private final Cluster cluster;

    @Inject
    public CertificateExpiry(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The metrics in the text format of Prometheus; a service whose servers load no certificates has no line. */
    public String exposition() {
        Set<String> withTls = cluster.list(ObjectKind.ISB_SERVICE).stream()
                .filter(CertificateExpiry::isReported)
                .map(service -> line(service, service.at("/metadata/name").asText()))
                .collect(Collectors.toSet());
        String lines = withTls.isEmpty()
                ? ""
                : cluster.metadata().listEverywhere(ObjectKind.SECRET, OURS).stream()
                        .flatMap(secret -> line(secret, withTls).stream())
                        .sorted()
                        .collect(Collectors.joining());
        return "# HELP " + METRIC + " When the first certificate of the servers of a service ends.\n# TYPE " + METRIC
                + " gauge\n" + lines;
    }

    private static Optional<String> line(JsonNode secret, Set<String> withTls) {
        String line = line(secret, ObjectMetas.label(secret, Labels.SERVICE_NAME));
        return CertificateNotes.of(secret, "", Optional.empty())
                .expires()
                .filter(end -> withTls.contains(line) && isOfServers(secret))
                .map(end -> line + end.getEpochSecond() + "\n");
    }

    /** Others of the service may have been given its annotations. */
    private static boolean isOfServers(JsonNode secret) {
        Names names =
                new Names(secret.at("/metadata/namespace").asText(), ObjectMetas.label(secret, Labels.SERVICE_NAME));
        return names.serverSecret().equals(secret.at("/metadata/name").asText());
    }

    private static String line(JsonNode object, String service) {
        return "%s{isbsvc_namespace=\"%s\",isbsvc=\"%s\"} "
                .formatted(METRIC, object.at("/metadata/namespace").asText(), service);
    }

    private static boolean isReported(JsonNode service) {
        return StrictReader.withoutSpec(service)
                .status()
                .condition(ConditionType.CERTIFICATES_OBSERVED)
                .isPresent();
    }
}
