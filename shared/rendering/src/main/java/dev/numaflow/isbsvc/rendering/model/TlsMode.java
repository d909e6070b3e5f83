package dev.numaflow.isbsvc.rendering.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the servers of a service use TLS. A service stays at the first or the last; a change goes from one to its neighbour, in either
 * direction, so that neither clients nor servers ever meet one that they cannot talk to.
 */
public enum TlsMode {
    /** Every connection is plain. */
    OFF,
    /** The same, and the pods have the certificates. */
    MOUNTED,
    /**
     * Servers talk to each other with TLS and accept clients without it. Those that have loaded it while they run do not offer it to clients:
     * a server says at its start alone that both are accepted.
     */
    LOADED,
    /** Servers accept clients with and without TLS, and say so; clients are told to connect without. */
    OFFERED,
    /** Servers accept clients with and without TLS; clients are told to connect with it. */
    PREFERRED,
    /** Every connection has TLS. */
    REQUIRED;

    /** What a spec asks for. */
    public static TlsMode of(boolean tls) {
        return tls ? REQUIRED : OFF;
    }

    /** The mode of this {@link #text}; empty where there is none. */
    public static Optional<TlsMode> read(String text) {
        return Stream.of(values()).filter(mode -> mode.text().equals(text)).findFirst();
    }

    /** As it is recorded and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As users set it, or the name of a mode on the way. */
    @Override
    public String toString() {
        return isSettled() ? Boolean.toString(this == REQUIRED) : text();
    }

    /** Whether a service stays like this. */
    public boolean isSettled() {
        return this == OFF || this == REQUIRED;
    }

    /** Whether pods mount the certificates. */
    public boolean mountsCertificates() {
        return this != OFF;
    }

    /** Whether servers load TLS, for clients and for each other. */
    public boolean isServed() {
        return compareTo(LOADED) >= 0;
    }

    /** Whether every server has been started with TLS, and offers it to clients. */
    public boolean isOffered() {
        return compareTo(OFFERED) >= 0;
    }

    /** Whether clients are told to connect with TLS. */
    public boolean isPublished() {
        return compareTo(PREFERRED) >= 0;
    }

    /** Whether servers accept clients without TLS. They read this only when they start. */
    public boolean allowsPlain() {
        return this != REQUIRED;
    }

    /** The neighbour on the way to another mode; the same where it is reached. */
    public TlsMode towards(TlsMode target) {
        return values()[ordinal() + Integer.signum(target.compareTo(this))];
    }
}
