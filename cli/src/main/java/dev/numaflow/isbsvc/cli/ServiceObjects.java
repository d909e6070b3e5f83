package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Children;
import dev.numaflow.isbsvc.rendering.children.ClientSecret;
import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.children.KeySecret;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.children.ServerMaterial;
import dev.numaflow.isbsvc.rendering.children.ServerSecret;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.List;

/** Every object of a new service, in the order of creation; Secrets are in clear text. */
final class ServiceObjects {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ServiceObjects() {}

    static List<JsonNode> of(ValidService service) {
        ServerMaterial samples = SampleMaterial.read();
        Secret server = ServerSecret.render(service, samples);
        List<JsonNode> objects = new ArrayList<>();
        objects.add(readable(KeySecret.render(
                service, EncryptionRecord.of(service.spec().encrypted()), samples.encryptionKey(), samples.clients())));
        objects.add(readable(server));
        objects.add(readable(ClientSecret.render(service, SecretData.text(JSON.valueToTree(server), Keys.AUTH))));
        Children.of(service).list().forEach(child -> objects.add(JSON.valueToTree(child)));
        return List.copyOf(objects);
    }

    private static JsonNode readable(Secret secret) {
        JsonNode encoded = JSON.valueToTree(secret);
        ObjectNode tree = encoded.deepCopy();
        tree.remove("data");
        ObjectNode texts = tree.putObject("stringData");
        secret.getData().keySet().stream().sorted().forEach(key -> texts.put(key, SecretData.text(encoded, key)));
        return tree;
    }
}
