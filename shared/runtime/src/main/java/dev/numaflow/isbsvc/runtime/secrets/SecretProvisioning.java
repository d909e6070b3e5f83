package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Optional;

/** Brings the Secrets of a service to their desired state. */
public interface SecretProvisioning {

    /**
     * @param storesData whether servers run, or their volumes exist: then a lost key is not replaced by another
     * @param recorded how the data is encrypted, to be recorded where nothing is; nothing where there is no data yet, and so the
     *     record of an earlier reconcile is corrected
     */
    SecretResult provision(ValidService service, boolean storesData, Optional<EncryptionRecord> recorded);
}
