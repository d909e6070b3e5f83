package dev.numaflow.isbsvc.rendering.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.conf.NatsConf;

/** A NATS configuration in the form of the goldens. */
final class ConfTree {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConfTree() {}

    static JsonNode of(NatsConf conf) {
        if (conf instanceof NatsConf.Block block) {
            ObjectNode tree = JSON.createObjectNode();
            block.entries().forEach((key, value) -> tree.set(key, of(value)));
            block.includes().forEach(path -> tree.withArray("include").add(path));
            return tree;
        }
        if (conf instanceof NatsConf.Items items) {
            ArrayNode tree = JSON.createArrayNode();
            items.values().forEach(value -> tree.add(of(value)));
            return tree;
        }
        if (conf instanceof NatsConf.Variable variable) {
            return JSON.getNodeFactory().textNode("$" + variable.name());
        }
        return scalar(conf);
    }

    /** Users and passwords as the goldens hide them. */
    static JsonNode ofSecret(NatsConf.Block auth) {
        JsonNode tree = of(auth);
        tree.findParents("pass").forEach(user -> {
            ((ObjectNode) user).put("pass", "<password>");
            if (!user.path("user").asText().equals("sys")) {
                ((ObjectNode) user).put("user", "<client-auth-user>");
            }
        });
        return tree;
    }

    private static JsonNode scalar(NatsConf conf) {
        if (conf instanceof NatsConf.Number number) {
            return JSON.getNodeFactory().numberNode(number.value());
        }
        return conf instanceof NatsConf.Flag flag
                ? JSON.getNodeFactory().booleanNode(flag.value())
                : JSON.getNodeFactory().textNode(((NatsConf.Text) conf).value());
    }
}
