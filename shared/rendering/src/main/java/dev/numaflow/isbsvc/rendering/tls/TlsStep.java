package dev.numaflow.isbsvc.rendering.tls;

import dev.numaflow.isbsvc.rendering.model.TlsMode;

/** What to do next about how the servers of a service use TLS. */
public sealed interface TlsStep {

    /** What servers load for their clients is made to fit the mode. @param served whether that is TLS */
    record Load(boolean served) implements TlsStep {}

    /** Everything is rendered for the next mode. @param message how far the change is with it, in words for users */
    record Move(TlsMode mode, String message) implements TlsStep {}

    /**
     * Nothing is done yet.
     *
     * @param message what it waits for, in words for users
     * @param isForPeople whether people have to do something first, which may take days
     */
    record Wait(String message, boolean isForPeople) implements TlsStep {}

    /** Every server uses TLS as the spec asks. */
    record Finish() implements TlsStep {}
}
