package dev.numaflow.isbsvc.rendering.change;

import dev.numaflow.isbsvc.rendering.settings.Settings;

/** The largest message as far as a server has to be started anew for it: two that need the same of it are equal. */
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
