package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import java.util.Optional;

/**
 * What a Secret is made with. What is not known was lost with every Secret that held it, or never existed: then it is generated.
 *
 * @param encryptionKey of the data
 * @param clients with which clients connect
 */
public record KnownValues(Optional<String> encryptionKey, Optional<Credentials> clients) {

    @Override
    public String toString() {
        return "KnownValues[...]";
    }
}
