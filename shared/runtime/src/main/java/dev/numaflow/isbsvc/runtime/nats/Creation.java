package dev.numaflow.isbsvc.runtime.nats;

/** What became of the request to make a stream or a consumer. What may go away by itself is none of these: it throws. */
public sealed interface Creation {

    /** It is there with exactly this configuration; the server does not tell whether it was there before. */
    record Made() implements Creation {}

    /** There is one of this name with another configuration: look at it. */
    record Exists() implements Creation {}

    /** It will never be made as it was asked for. */
    record Refused(JetStreamError error) implements Creation {}
}
