package dev.numaflow.isbsvc.runtime.nats;

/**
 * What became of the request to make or change a stream or a consumer. What goes away by itself is none of these: it throws.
 */
public sealed interface CreateResult {

    /** It is there with exactly this configuration; the server does not tell whether it was there before. */
    record Made() implements CreateResult {}

    /** There is one of this name with another configuration: look at it. */
    record Exists() implements CreateResult {}

    /** It is not made, and a person should hear of it; whether another try may succeed, the error tells. */
    record Refused(JetStreamError error) implements CreateResult {}
}
