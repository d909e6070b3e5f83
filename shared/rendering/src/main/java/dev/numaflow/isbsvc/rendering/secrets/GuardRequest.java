package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.children.DeletionMapping;
import java.util.Optional;

/**
 * What is asked of the server Secret about deletions by clients.
 *
 * @param asked by the user; empty where nothing is, and what is there stays
 * @param isReleaseAsked whether the service is to be left to Numaflow's controller
 * @param isReleased whether nothing keeps it here, or only pods that are being replaced: that controller writes no server Secret, so what keeps
 *     streams would keep them for good
 */
public record GuardRequest(Optional<Boolean> asked, boolean isReleaseAsked, boolean isReleased) {

    /** Nothing is. */
    public static final GuardRequest NONE = new GuardRequest(Optional.empty(), false, false);

    /** For whom deletions are let through: put back when the release is taken back. */
    public static final String FOR_RELEASE = "release";

    /** The same, where the user asks for it. */
    public static final String FOR_USER = "user";

    /** What to write. */
    public sealed interface Edit {

        /** Nothing: it is as asked, or nothing is asked. */
        record None() implements Edit {}

        /**
         * Another configuration.
         *
         * @param mark for whom deletions are let through; empty where they are not
         */
        record Write(String auth, String mark) implements Edit {

            @Override
            public String toString() {
                return "Write[...]";
            }
        }

        /** It cannot be read whole, or maps the same subjects to something else. */
        record Impossible(boolean guarded) implements Edit {}
    }

    /**
     * Decides from what is live.
     *
     * @param auth of the server Secret
     * @param mark that it has; empty text where there is none
     */
    public Edit edit(String auth, String mark) {
        Optional<Boolean> desired = desired(mark);
        if (desired.isEmpty()) {
            return new Edit.None();
        }
        boolean guarded = desired.get();
        Optional<Boolean> isAsAsked = AuthConf.isGuarded(auth, guarded);
        if (isAsAsked.isEmpty()) {
            return guarded || DeletionMapping.mayBeIn(auth) ? new Edit.Impossible(guarded) : new Edit.None();
        }
        if (isAsAsked.get()) {
            return new Edit.None();
        }
        return AuthConf.withGuard(auth, guarded)
                .<Edit>map(text -> new Edit.Write(text, guarded ? "" : isLeaving(mark) ? FOR_RELEASE : FOR_USER))
                .orElseGet(() -> new Edit.Impossible(guarded));
    }

    private Optional<Boolean> desired(String mark) {
        if (isLeaving(mark)) {
            return Optional.of(false);
        }
        boolean isBack = !isReleaseAsked && mark.equals(FOR_RELEASE);
        return asked.isPresent() || !isBack ? asked : Optional.of(true);
    }

    /** What has been let through stays so until the user takes the release back: nodes may have started with it. */
    private boolean isLeaving(String mark) {
        return isReleased || (isReleaseAsked && mark.equals(FOR_RELEASE));
    }
}
