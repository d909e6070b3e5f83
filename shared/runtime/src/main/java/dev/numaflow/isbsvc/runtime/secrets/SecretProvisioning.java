package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.secrets.GuardRequest;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Optional;

/** Brings the Secrets of a service to their desired state. */
public interface SecretProvisioning {

    /**
     * @param storesData whether servers run, or their volumes exist: then a lost key is not replaced by another
     * @param recorded how the data is encrypted, to be recorded where nothing is; nothing where there is no data yet, and so the
     *     record of an earlier reconcile is corrected
     * @param guard what is asked about deletions by clients
     */
    SecretResult provision(
            ValidService service, boolean storesData, Optional<EncryptionRecord> recorded, GuardRequest guard);

    /** Where nothing is asked about deletions by clients. */
    default SecretResult provision(ValidService service, boolean storesData, Optional<EncryptionRecord> recorded) {
        return provision(service, storesData, recorded, GuardRequest.NONE);
    }
}
