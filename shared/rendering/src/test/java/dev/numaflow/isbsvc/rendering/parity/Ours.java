package dev.numaflow.isbsvc.rendering.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.ClientSecret;
import dev.numaflow.isbsvc.rendering.children.ServerMaterial;
import dev.numaflow.isbsvc.rendering.children.ServerSecret;
import dev.numaflow.isbsvc.rendering.children.SigningAuthority;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;
import dev.numaflow.isbsvc.rendering.status.StatusConfig;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Our objects in the shape in which the goldens show Numaflow's: configurations parsed, secrets by what they hold. */
final class Ours {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Certificates CERTIFICATES = new Certificates(
            "-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----", Instant.EPOCH);
    private static final ServerMaterial MATERIAL = new ServerMaterial(
            "u".repeat(8),
            "p".repeat(16),
            "s".repeat(24),
            "k".repeat(32),
            CERTIFICATES,
            CERTIFICATES,
            Optional.of(new SigningAuthority(CERTIFICATES.privateKey(), CERTIFICATES.cert(), Instant.EPOCH)));

    private Ours() {}

    static JsonNode object(ValidService service, String object) {
        return switch (object) {
            case "service" -> child(service, "Service");
            case "statefulset" -> child(service, "StatefulSet");
            case "configmap" -> configMap(service);
            case "secret-server" -> secret(JSON.valueToTree(ServerSecret.render(service, MATERIAL)));
            case "secret-client" -> secret(JSON.valueToTree(ClientSecret.render(service, auth(service))));
            default -> statusConfig(service);
        };
    }

    private static String auth(ValidService service) {
        return text(ServerSecret.render(service, MATERIAL).getData().get("auth"));
    }

    private static ObjectNode child(ValidService service, String kind) {
        ObjectNode tree = Children.of(service).list().stream()
                .filter(child -> child.getKind().equals(kind))
                .map(child -> JSON.<ObjectNode>valueToTree(child))
                .findFirst()
                .orElseThrow();
        tree.remove("apiVersion");
        tree.remove("kind");
        return tree;
    }

    private static ObjectNode configMap(ValidService service) {
        ObjectNode tree = child(service, "ConfigMap");
        String conf = tree.remove("data").path("nats-js").asText();
        tree.set("natsConf", ConfTree.of(NatsConf.parse(conf)));
        return tree;
    }

    private static ObjectNode secret(ObjectNode tree) {
        tree.remove("apiVersion");
        tree.remove("kind");
        ObjectNode shape = JSON.createObjectNode();
        tree.remove("data")
                .properties()
                .forEach(e -> shape.set(
                        e.getKey(), shape(e.getKey(), text(e.getValue().asText()))));
        tree.set("dataShape", shape);
        return tree;
    }

    private static JsonNode shape(String key, String text) {
        if (key.equals("auth")) {
            return ConfTree.ofSecret(NatsConf.parse(text));
        }
        String pem = text.replaceFirst("(?s)-----BEGIN (.*?)-----.*", "PEM $1");
        return JSON.getNodeFactory().textNode(pem.equals(text) ? "random, " + text.length() + " characters" : pem);
    }

    private static JsonNode statusConfig(ValidService service) {
        try {
            ObjectNode tree = JSON.valueToTree(StatusConfig.of(service));
            ObjectNode jetstream = (ObjectNode) tree.path("jetstream");
            jetstream.set(
                    "streamConfig",
                    Golden.YAML.readTree(jetstream.path("streamConfig").asText()));
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
