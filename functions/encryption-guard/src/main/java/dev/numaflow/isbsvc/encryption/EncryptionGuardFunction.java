package dev.numaflow.isbsvc.encryption;

import dev.numaflow.isbsvc.function.EventHandling;
import dev.numaflow.isbsvc.runtime.isbsvc.EncryptionGuard;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import jakarta.inject.Inject;

/** Handles a held change of encryption: refuses it, and reports to the user why and what to do. */
public class EncryptionGuardFunction {

    private final EventHandling events;
    private final IsbServices services;
    private final EncryptionGuard guard;

    @Inject
    public EncryptionGuardFunction(EventHandling events, IsbServices services, EncryptionGuard guard) {
        this.events = events;
        this.services = services;
        this.guard = guard;
    }

    @Funq("encryption-guard")
    public CloudEvent<byte[]> refuse(CloudEvent<byte[]> event) {
        return events.handle(event, pointer -> services.with(pointer, guard::reconcile));
    }
}
