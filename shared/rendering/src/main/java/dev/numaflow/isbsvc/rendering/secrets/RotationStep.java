package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;

/** What to do next about a rotation of the clients' credentials. */
public sealed interface RotationStep {

    /** None is asked for or under way. */
    record Idle() implements RotationStep {}

    /** Servers get another user beside the present one. */
    record Add() implements RotationStep {}

    /** Clients that start from now on get the other one. */
    record Give(Credentials after) implements RotationStep {

        @Override
        public String toString() {
            return "Give[...]";
        }
    }

    /** Servers accept the user of before no longer. */
    record Remove(String before) implements RotationStep {

        @Override
        public String toString() {
            return "Remove[...]";
        }
    }

    /** Somebody has changed the Secrets so that there is nothing to go on with; what was asked for begins anew. */
    record Restart() implements RotationStep {}

    /**
     * Nothing is done yet.
     *
     * @param message what it waits for, in words for users
     * @param isForPeople whether people have to do something first, which may take days
     */
    record Wait(String message, boolean isForPeople) implements RotationStep {}
}
