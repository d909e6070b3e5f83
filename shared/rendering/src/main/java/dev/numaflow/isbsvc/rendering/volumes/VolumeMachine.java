package dev.numaflow.isbsvc.rendering.volumes;

import com.fasterxml.jackson.databind.JsonNode;

/** What is known of the machine that has the volume of a claim. */
public sealed interface VolumeMachine {

    /** The API server has no such machine any more. @param why in words for users */
    record Gone(String why) implements VolumeMachine {}

    /** It is there, or the volume is not one of a single machine, or that cannot be decided from its affinity. */
    record There() implements VolumeMachine {}

    /** Whoever asks has no right to see it. */
    record Hidden() implements VolumeMachine {}

    /** Finds it out. */
    interface Lookup {

        /** The machine of this claim, which is bound. */
        VolumeMachine of(JsonNode claim);
    }
}
