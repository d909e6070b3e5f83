package dev.numaflow.isbsvc.runtime.status;

/** Something to tell a person about an object. @param message without any secret */
public record Notice(Reason reason, String message) {}
