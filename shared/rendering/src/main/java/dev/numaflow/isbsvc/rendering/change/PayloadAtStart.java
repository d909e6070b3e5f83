package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.settings.Settings;

/** The maximum payload, compared by the max_pending that it needs, which a server reads only at its start. */
record PayloadAtStart(long bytes) {

    @Override
    public boolean equals(Object other) {
        return other instanceof PayloadAtStart payload
                && Settings.maxPending(bytes).equals(Settings.maxPending(payload.bytes));
    }

    @Override
    public int hashCode() {
        return Settings.maxPending(bytes).hashCode();
    }

    @Override
    public String toString() {
        return Long.toString(bytes);
    }
}
