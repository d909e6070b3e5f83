package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;

/** The digest of the configuration that a ConfigMap was rendered with; it reveals later edits. */
public final class ConfigDigest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConfigDigest() {}

    /** The digest that a ConfigMap rendered with this configuration carries. */
    public static String of(Block conf) {
        return Children.digest(JSON.valueToTree(ConfigMapRenderer.of(conf)));
    }
}
