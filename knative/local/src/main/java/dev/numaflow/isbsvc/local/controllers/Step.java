package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** One write towards the desired state. */
sealed interface Step {
    /** Creates a missing object. */
    record Create(HasMetadata object) implements Step {}

    /** Updates an object unless it changed since it was read. */
    record Replace(HasMetadata object) implements Step {}

    /** Deletes the object with this uid. */
    record Delete(HasMetadata object) implements Step {}
}
