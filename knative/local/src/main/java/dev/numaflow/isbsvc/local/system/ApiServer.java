package dev.numaflow.isbsvc.local.system;

import java.nio.file.Path;

/**
 * The API server of a run.
 *
 * @param kubeconfig how an administrator reaches it
 * @param controls whether a controller manager runs beside it, so that no stand-in may
 * @param process what was started for it, and ends with the run
 */
record ApiServer(Path kubeconfig, boolean controls, AutoCloseable process) implements AutoCloseable {

    @Override
    public void close() throws Exception {
        process.close();
    }
}
