package dev.numaflow.isbsvc.rendering.children;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;

/** The digest that a ConfigMap carries of the configuration with which it was rendered: it tells whether somebody has edited it since. */
public final class ConfigDigest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConfigDigest() {}

    /** What a ConfigMap carries that was rendered with this configuration. */
    public static String of(Block conf) {
        return Children.digest(JSON.valueToTree(ConfigMapRenderer.of(conf)));
    }
}
