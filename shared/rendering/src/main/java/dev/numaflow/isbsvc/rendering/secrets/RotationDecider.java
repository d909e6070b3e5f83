package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import java.util.List;
import java.util.Optional;

/**
 * Decides the next step of a rotation of the clients' credentials from the live Secrets and the servers alone. A client is never left
 * with credentials that a server does not accept: servers get the new ones before any client does, and lose those of before when nobody
 * is connected with them.
 */
public final class RotationDecider {

    private static final String PLACE = "rotation of credentials, step %d of 3: ";

    private RotationDecider() {}

    /** What only the servers know; asked where it decides. */
    public interface Servers {

        /** Why not every server accepts these credentials yet; empty where all do. */
        Optional<String> refuse(Credentials credentials);

        /** Who is connected as this user, in words; empty where every server answers that nobody is. */
        Optional<String> connected(String user);
    }

    /** The next step; after it, what is live decides again. */
    public static RotationStep next(RotationState state, Servers servers) {
        if (!state.isUnderWay()) {
            return state.isAsked() ? begin(state) : new RotationStep.Idle();
        }
        Optional<Credentials> after = state.after();
        if (after.isEmpty()) {
            return new RotationStep.Restart();
        }
        if (state.client().isEmpty()) {
            return new RotationStep.Wait(PLACE.formatted(2) + "the Secret of the clients is absent", false);
        }
        String before = state.before().orElseThrow();
        return state.client().get().user().equals(before) ? give(after.get(), servers) : remove(before, servers);
    }

    private static RotationStep begin(RotationState state) {
        return state.isConsistent()
                ? new RotationStep.Add()
                : new RotationStep.Wait(
                        PLACE.formatted(1)
                                + "what the servers accept cannot be read here, or is not what clients connect with",
                        true);
    }

    private static RotationStep give(Credentials after, Servers servers) {
        return servers.refuse(after)
                .<RotationStep>map(why -> new RotationStep.Wait(PLACE.formatted(2) + why, false))
                .orElseGet(() -> new RotationStep.Give(after));
    }

    private static RotationStep remove(String before, Servers servers) {
        return servers.connected(before)
                .<RotationStep>map(who -> new RotationStep.Wait(PLACE.formatted(3) + who, true))
                .orElseGet(() -> new RotationStep.Remove(before));
    }

    /** Who still connects as the user of before, counted by node. @param byNode in the order of the nodes, as {@code 2 on n-js-0} */
    public static String stillConnected(List<String> byNode) {
        return "clients are connected with the credentials of before (" + String.join(", ", byNode)
                + "): restart the pods of the Pipelines that use the service, they read the new ones when they start";
    }
}
