package dev.numaflow.isbsvc.local.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** One write that brings the cluster nearer to what is wanted. */
sealed interface Step {
    /** Makes an object that is missing. */
    record Create(HasMetadata object) implements Step {}

    /** Changes an object if it is still as it was read. */
    record Replace(HasMetadata object) implements Step {}

    /** Deletes this very object. */
    record Delete(HasMetadata object) implements Step {}
}
