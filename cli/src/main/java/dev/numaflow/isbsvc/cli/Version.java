package dev.numaflow.isbsvc.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = KubectlIsbsvc.class.getPackage().getImplementationVersion();
        return new String[] {"kubectl-isbsvc " + (version == null ? "(not packaged)" : version)};
    }
}
