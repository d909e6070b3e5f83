package dev.numaflow.isbsvc.local.system;

import java.nio.file.Path;

/**
 * The API server of a run.
 *
 * @param kubeconfig of an administrator
 * @param controls whether a controller manager runs beside it, so that stand-ins must not
 * @param process its process, which ends with the run
 */
record ApiServer(Path kubeconfig, boolean controls, AutoCloseable process) implements AutoCloseable {

    @Override
    public void close() throws Exception {
        process.close();
    }
}
