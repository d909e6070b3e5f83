package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.steps.NextStep;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One kind of change that is carried out in steps. It remembers nothing: how far it is, follows from live objects and servers alone, so a
 * run may end after any call (invariants 1 and 8).
 */
interface GuardedChange {

    /**
     * Looks at what is live now and decides. Asked again under the Lease before it may act (invariant 13).
     *
     * @return empty where no change of this kind is due or under way
     */
    Optional<Due> next(LiveService service);

    /** The time in which a step is taken. */
    interface Turn {

        /** Renews the Lease in time, and throws when it was lost. */
        void renew();

        /** Reports how far a step is that takes long. */
        void isAt(NextStep.Act step);

        /** Reports why a step cannot be taken, in words for users. */
        void waits(NextStep.Wait why);
    }

    /** How a step is taken. */
    interface Taking {

        /**
         * Writes onto exactly what the step was decided from.
         *
         * @return false where somebody else wrote meanwhile
         */
        boolean take(Turn turn);
    }

    /**
     * A step, and how it is taken.
     *
     * @param act how it is taken
     * @param yields whether whatever else is due goes first: this one needs nothing of the servers, and may be waited for long
     * @param migrates whether it ends a change of encryption
     */
    record Due(NextStep step, Taking act, boolean yields, boolean migrates) {

        /** One that goes in the order of the kinds. */
        Due(NextStep step, BooleanSupplier act) {
            this(step, turn -> act.getAsBoolean(), false, false);
        }

        /** The same of one that may take long. */
        Due(NextStep step, Taking act) {
            this(step, act, false, false);
        }

        /** Whether nothing of this kind is left to do. */
        boolean isEnd() {
            return step instanceof NextStep.Finish;
        }

        /** Whether nothing is done yet. */
        boolean waits() {
            return step instanceof NextStep.Wait;
        }

        /** The same, after whatever else is due. */
        Due yielding() {
            return new Due(step, act, true, migrates);
        }

        /** The same, which ends a change of encryption. */
        Due migrating() {
            return new Due(step, act, yields, true);
        }

        /** A step without an act: nothing is written for it but the status. */
        static Due waiting(NextStep step) {
            return new Due(step, () -> true);
        }
    }
}
