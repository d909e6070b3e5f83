package dev.numaflow.isbsvc.rendering.volumes;

import dev.numaflow.isbsvc.rendering.steps.NextStep;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides the next step towards larger volumes from what is live alone: claim after claim asks for the new size and is waited for, so that
 * a resize that fails does so once; then the StatefulSet is created again, for the claims of nodes to come. Nothing that a claim has is
 * taken away: one that asks for more than is wanted now asks for less only where its volume has not grown that far.
 */
public final class VolumeDecider {

    private VolumeDecider() {}

    /** The next step. */
    public static NextStep next(VolumeState state) {
        return IntStream.range(0, state.claims().names().size())
                .boxed()
                .flatMap(ordinal -> claim(state, ordinal).stream())
                .findFirst()
                .orElseGet(() -> recreate(state));
    }

    private static int steps(VolumeState state) {
        return state.claims().names().size() + 1;
    }

    private static Optional<NextStep> claim(VolumeState state, int ordinal) {
        Optional<ClaimState> live = state.claims().at(ordinal);
        int number = ordinal + 1;
        if (live.isEmpty()) {
            return Optional.of(
                    waiting(state, number, "claim " + state.claims().names().get(ordinal) + " does not exist", false));
        }
        ClaimState claim = live.get();
        if (!claim.capacity().isBelow(state.target())) {
            return Optional.empty();
        }
        return Optional.of(
                claim.isToAskFor(state.target())
                        ? new VolumeStep.Ask(claim.name(), claim.requested(), state.target(), number, steps(state))
                        : waiting(state, number, waits(claim, state.target()), false));
    }

    private static String waits(ClaimState claim, VolumeSize target) {
        return "claim " + claim.name() + " has " + claim.capacity() + " of " + target + ", "
                + claim.failure().map(why -> "its resize fails: " + why).orElse(claim.waitsFor());
    }

    private static NextStep recreate(VolumeState state) {
        int steps = steps(state);
        return state.unsettled()
                .<NextStep>map(why -> waiting(
                        state,
                        steps,
                        "all claims have " + state.target() + ", and the StatefulSet waits: " + why.what(),
                        why.isReported()))
                .orElseGet(() -> new VolumeStep.Recreate(state.target(), steps));
    }

    private static NextStep waiting(VolumeState state, int number, String what, boolean isReported) {
        return new NextStep.Wait("step " + number + " of " + steps(state), what, isReported);
    }

    /** What is told at the end: with the claims that stay larger than new ones, where the change was taken back. */
    public static String finished(VolumeClaims claims) {
        List<String> larger = larger(claims)
                .map(claim -> claim.name() + " (" + claim.requested() + ")")
                .toList();
        return larger.isEmpty()
                ? "every claim has " + claims.template() + ", and no pod was restarted"
                : "new claims get " + claims.template()
                        + "; claims that ask for more stay as they are, because volumes do not"
                        + " shrink: "
                        + String.join(", ", larger);
    }

    /** Whether a claim asks for more than new ones get, because a change was taken back. */
    public static boolean hasLarger(VolumeClaims claims) {
        return larger(claims).findAny().isPresent();
    }

    private static Stream<ClaimState> larger(VolumeClaims claims) {
        return claims.states().filter(claim -> claims.template().isBelow(claim.requested()));
    }
}
