package dev.numaflow.isbsvc.rendering.tls;

import static dev.numaflow.isbsvc.rendering.model.TlsMode.OFFERED;
import static dev.numaflow.isbsvc.rendering.model.TlsMode.PREFERRED;

import dev.numaflow.isbsvc.rendering.config.NatsRelease;
import dev.numaflow.isbsvc.rendering.model.TlsMode;
import java.util.Optional;

/**
 * Decides the next step of a change of TLS from the live objects and the servers alone. A client is never told of something that a server
 * does not accept, and no server stops accepting what a client is connected with (invariant 9). The way back is the same, from anywhere.
 */
public final class TlsDecider {

    /** The oldest release that was tried. After a reload, 2.8 tells clients that they have to use TLS though it accepts others. */
    public static final NatsRelease OLDEST = new NatsRelease(2, 10, 29);

    private static final int STEPS = TlsMode.values().length - 1;
    private static final String UNREADABLE =
            "the accounts in the server Secret, under auth, cannot be read here whole; put its tls block in, or out, by hand: %s";

    private TlsDecider() {}

    /** What only the servers know; asked where it decides. */
    public interface Servers {

        /** Which node is too old for it; empty where none is. */
        Optional<String> tooOld();

        /** Which node does not answer; empty where all do. */
        Optional<String> silent();

        /** Which of the nodes that answer uses TLS in another way; empty where none does. */
        Optional<String> unlike(TlsMode mode);

        /** Which clients are connected with TLS, or without, in words; empty where every node answers that none is. */
        Optional<String> clients(boolean tls);
    }

    /** The next step; after it, what is live decides again. */
    public static TlsStep next(TlsState state, Servers servers) {
        return state.busy()
                .<TlsStep>map(why -> wait(state, why))
                .or(() -> byHand(state))
                .or(() -> load(state))
                .or(() -> obstacle(state, servers).map(why -> wait(state, why)))
                .or(() -> clients(state, servers).map(who -> new TlsStep.Wait(place(state) + who, true)))
                .orElseGet(() -> state.isThere()
                        ? new TlsStep.Finish()
                        : new TlsStep.Move(state.next(), message(state.next(), state.turnsOn())));
    }

    private static TlsStep wait(TlsState state, String why) {
        return new TlsStep.Wait(place(state) + why, false);
    }

    /** Clients may use it, and it would be taken away from them. */
    private static Optional<TlsStep> byHand(TlsState state) {
        return Optional.of(state)
                .filter(any -> any.mode() == TlsMode.OFF && any.turnsOn())
                .filter(any -> any.served().filter(Boolean::booleanValue).isPresent())
                .map(any -> new TlsStep.Wait(
                        place(state)
                                + "the server Secret has a tls block under auth that somebody put there; take it out first",
                        true));
    }

    private static Optional<TlsStep> load(TlsState state) {
        boolean served = state.mode().isServed();
        if (state.served().isEmpty()) {
            return Optional.of(new TlsStep.Wait(
                    place(state) + UNREADABLE.formatted(served ? "it is to be there" : "it is to be absent"), true));
        }
        return state.served().filter(is -> is != served).map(is -> new TlsStep.Load(served));
    }

    /**
     * What has to be so before the next mode. Servers read at their start whether they accept clients without TLS: a roll that changes this is
     * never turned back half way, or a node might keep what it was started with under a template that no longer tells.
     */
    private static Optional<String> obstacle(TlsState state, Servers servers) {
        if (state.published() != state.mode().isPublished()) {
            return Optional.of("the status is written first");
        }
        if (state.isThere()) {
            return complete(state, servers).or(() -> unlike(state, servers));
        }
        return switch (state.mode()) {
            case OFF -> state.unloadable();
            // Its servers differ in nothing from those before: what keeps a node from coming back does not keep the
            // change from being taken back.
            case MOUNTED ->
                state.turnsOn()
                        ? state.unloadable().or(() -> complete(state, servers)).or(servers::tooOld)
                        : unlike(state, servers);
            case LOADED ->
                complete(state, servers).or(() -> state.turnsOn() ? unlike(state, servers) : Optional.empty());
            case OFFERED ->
                state.turnsOn() ? complete(state, servers).or(() -> unlike(state, servers)) : servers.silent();
            case PREFERRED, REQUIRED -> complete(state, servers).or(() -> unlike(state, servers));
        };
    }

    private static Optional<String> complete(TlsState state, Servers servers) {
        return state.held().or(state::rolling).or(servers::silent);
    }

    private static Optional<String> unlike(TlsState state, Servers servers) {
        return servers.unlike(state.mode()).map(why -> why + "; where that lasts, delete its pod");
    }

    private static Optional<String> clients(TlsState state, Servers servers) {
        if (state.mode() == PREFERRED && state.turnsOn()) {
            return servers.clients(false)
                    .map(who -> "clients are connected without TLS (" + who + "): " + restart("with"));
        }
        return state.mode() == OFFERED && !state.turnsOn()
                ? servers.clients(true)
                        .map(who -> "clients are connected with TLS (" + who + "): " + restart("without"))
                : Optional.empty();
    }

    private static String restart(String how) {
        return "restart the pods of the Pipelines that use the service, they connect " + how + " it when they start";
    }

    /** Where the change is: at the mode that everything was rendered for last. */
    private static String place(TlsState state) {
        return place(state.mode(), state.turnsOn());
    }

    private static String place(TlsMode mode, boolean turnsOn) {
        int taken = turnsOn ? mode.ordinal() : STEPS - mode.ordinal();
        return "TLS is switched " + (turnsOn ? "on" : "off") + ", step " + Math.max(taken, 1) + " of " + STEPS + ": ";
    }

    private static String message(TlsMode next, boolean turnsOn) {
        return place(next, turnsOn) + what(next, turnsOn);
    }

    private static String what(TlsMode next, boolean turnsOn) {
        return switch (next) {
            case OFF -> "the nodes restart without certificates";
            case MOUNTED ->
                turnsOn ? "the nodes restart with certificates" : "the servers load their configuration without TLS";
            case LOADED ->
                turnsOn
                        ? "the servers load TLS for the connections between them"
                        : "the nodes restart, and are about to load their configuration without TLS";
            case OFFERED ->
                turnsOn
                        ? "the nodes restart, to offer TLS to clients and go on accepting them without"
                        : "clients that start from now on connect without TLS";
            case PREFERRED ->
                turnsOn
                        ? "clients that start from now on connect with TLS"
                        : "the nodes restart, to accept clients without TLS too";
            case REQUIRED -> "the nodes restart, and accept no client without TLS";
        };
    }
}
