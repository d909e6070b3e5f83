package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.naming.Paths;

/** A {@code tls} block that names the files which the pod template mounts. */
final class TlsBlock {

    private TlsBlock() {}

    static Block of(String cert, String key, String ca) {
        return Block.empty()
                .with("cert_file", Paths.config(cert))
                .with("key_file", Paths.config(key))
                .with("ca_file", Paths.config(ca));
    }
}
