package dev.numaflow.isbsvc.runtime.nats;

/** The result of a request to create or change a stream or a consumer. Transient failures are none of these: they throw. */
public sealed interface CreateResult {

    /** It exists with exactly this configuration; the server does not report whether it existed before. */
    record Made() implements CreateResult {}

    /** One of this name exists with another configuration: compare it. */
    record Exists() implements CreateResult {}

    /** It was not created, and this is to be reported; the error shows whether a retry may succeed. */
    record Refused(JetStreamError error) implements CreateResult {}
}
