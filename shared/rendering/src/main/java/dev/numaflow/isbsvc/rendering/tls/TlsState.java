package dev.numaflow.isbsvc.rendering.tls;

import dev.numaflow.isbsvc.rendering.model.TlsMode;
import java.util.Optional;

/**
 * How far a change of TLS is, as live objects show it.
 *
 * @param mode what the children were rendered for last
 * @param target what the spec asks for
 * @param served whether servers load TLS for clients with the accounts in the server Secret; empty where that cannot be read here
 * @param published whether the status tells clients to connect with TLS
 * @param held why pods are not replaced by the newest ones; empty where nothing holds them
 * @param busy what else is being changed, and ends first
 * @param unloadable why no server may begin to use the certificates; empty where they may
 * @param rolling which pod is not replaced by the newest one yet, or not complete; empty where all are
 */
public record TlsState(
        TlsMode mode,
        TlsMode target,
        Optional<Boolean> served,
        boolean published,
        Optional<String> held,
        Optional<String> busy,
        Optional<String> unloadable,
        Optional<String> rolling) {

    /** Whether nothing is left to move. */
    boolean isThere() {
        return mode == target;
    }

    TlsMode next() {
        return mode.towards(target);
    }

    boolean turnsOn() {
        return target == TlsMode.REQUIRED;
    }
}
