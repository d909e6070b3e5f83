package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.config.JetStreamVersion;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Digest;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Optional;

/**
 * The input that the children of a service were rendered from, recorded on two of them: the spec as it was applied, and the parts
 * of the controller's configuration that went into it. The children are rendered from it while the current spec or configuration is
 * refused. It holds nothing that the StatefulSet does not show, and nothing about buffers, which no child depends on.
 */
public final class RenderedFrom {

    /** The annotations of an object share 256 KiB. A longer record is not written; the children of such a spec are then not repaired. */
    static final int LONGEST = 64 << 10;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .serializationInclusion(JsonInclude.Include.NON_NULL)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String TLS = "tls";

    private RenderedFrom() {}

    /** The record: a digest that detects edits, and the values; empty where it would be too long to be written. */
    public static Optional<String> record(ValidService service) {
        ObjectNode spec = JSON.valueToTree(service.spec());
        // Their values are recorded separately, as completed from the controller's configuration.
        spec.remove(List.of("settings", "bufferConfig"));
        ObjectNode values = JSON.createObjectNode()
                .put("uid", service.owner().uid())
                .put("generation", service.owner().generation())
                .put("settings", service.settings().text());
        if (!service.tls().isSettled()) {
            values.put(TLS, service.tls().text());
        }
        values.set("spec", spec);
        values.set("version", JSON.valueToTree(service.version()));
        values.set("resources", JSON.valueToTree(service.defaultResources()));
        String text = values.toString();
        return Optional.of(Digest.sha256(text) + " " + text).filter(record -> record.length() <= LONGEST);
    }

    /**
     * The service that a record was written for.
     *
     * @param uid of the live service; a record of another service of the same name is ignored
     * @return empty where the record was edited or this release cannot read it
     */
    public static Optional<ValidService> read(String record, Names names, String uid) {
        try {
            Optional<JsonNode> values =
                    values(record).filter(whole -> whole.path("uid").asText().equals(uid) && isWhole(whole));
            return values.isPresent() ? service(values.get(), names) : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            // Written by another release, with other fields.
            return Optional.empty();
        }
    }

    /** The values of a record; empty where it was edited. */
    private static Optional<JsonNode> values(String record) throws JsonProcessingException {
        String[] parts = record.length() > LONGEST ? new String[0] : record.split(" ", 2);
        return parts.length == 2 && parts[0].equals(Digest.sha256(parts[1]))
                ? Optional.of(JSON.readTree(parts[1]))
                : Optional.empty();
    }

    /** How servers use TLS with what a child was rendered to; empty where there is no record, or it was edited. */
    public static Optional<TlsMode> tls(JsonNode child) {
        return values(child).map(RenderedFrom::mode);
    }

    /** The number of nodes for which a child was rendered; empty where there is no record, or it was edited. */
    public static Optional<Integer> nodes(JsonNode child) {
        return values(child)
                .map(values -> values.at("/spec/replicas"))
                .map(replicas -> replicas.asInt(JetStreamSpec.DEFAULT_REPLICAS));
    }

    private static Optional<JsonNode> values(JsonNode child) {
        String record = child.at("/metadata/annotations")
                .path(Annotations.RENDERED_FROM)
                .asText();
        try {
            return values(record);
        } catch (JsonProcessingException unreadable) {
            // Written by another release.
            return Optional.empty();
        }
    }

    /** While it is being changed, the spec says no more than what clients are told. */
    private static TlsMode mode(JsonNode values) {
        return TlsMode.read(values.path(TLS).asText())
                .orElseGet(() -> TlsMode.of(values.at("/spec/tls").asBoolean()));
    }

    /** Whether all parts of a record are present: an absent part would be read as empty. */
    private static boolean isWhole(JsonNode values) {
        return values.path("version").isObject() && values.path("resources").isObject();
    }

    /** Validated like any spec, because anyone who may write a child may write a record. */
    private static Optional<ValidService> service(JsonNode values, Names names) throws JsonProcessingException {
        JetStreamVersion version = JSON.treeToValue(values.path("version"), JetStreamVersion.class);
        Parsed<ValidService> checked = StrictReader.read(
                        values.path("resources"), ResourceRequirements.class, "resources")
                .map(resources -> new ControllerConfig(
                        "", resources, values.path("settings").asText(), "", List.of(named(values, version))))
                .then(config -> ServiceRules.check(resource(values, names), config));
        return checked.isGood()
                ? Optional.of(exactly(checked.value(), version)).map(service -> service.withTls(mode(values)))
                : Optional.empty();
    }

    /** The version that ran may differ from the current one of the same name. */
    private static ValidService exactly(ValidService service, JetStreamVersion version) {
        return service.with(service.spec(), version, service.settings());
    }

    private static JetStreamVersion named(JsonNode values, JetStreamVersion version) {
        return new JetStreamVersion(
                values.path("spec").path("version").asText(),
                version.natsImage(),
                version.metricsExporterImage(),
                version.configReloaderImage(),
                version.startCommand());
    }

    private static JsonNode resource(JsonNode values, Names names) {
        ObjectNode resource = JSON.createObjectNode();
        resource.putObject("metadata")
                .put("name", names.isbsvcName())
                .put("namespace", names.namespace())
                .put("uid", values.path("uid").asText())
                .put("generation", values.path("generation").asLong());
        resource.putObject("spec").set("jetstream", values.path("spec"));
        return resource;
    }
}
