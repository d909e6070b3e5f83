package dev.numaflow.isbsvc.runtime.steps;

import dev.numaflow.isbsvc.rendering.change.EncryptionTarget;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.Running.NodeCount;
import dev.numaflow.isbsvc.rendering.children.RunningEncryption;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Optional;

/** What is rendered of a service whose nodes are about to be taken to the next encryption, or stay with the one that they have. */
final class MigrationTarget {

    private MigrationTarget() {}

    /** The service under the next names. */
    static ValidService of(ValidService running, EncryptionTarget target) {
        return withNodes(encrypting(running, target.encrypted()), target.nodes())
                .withEncryption(running.names().encryption() + 1);
    }

    /** How it runs from the moment on in which its template refers to these, and no node was replaced. */
    static Running begun(Running running, EncryptionTarget target, ValidService before, ValidService next) {
        return new Running(
                before.spec().replicasOrDefault(),
                running.userHasBudget(),
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                running.adopted().map(any -> ""),
                target.nodes().map(nodes -> new NodeCount(nodes, nodes)),
                target.approved().or(running::approved),
                new RunningEncryption(
                        next.names().encryption(),
                        Optional.of(before.spec().encrypted()),
                        running.encryption().restored(),
                        target.nodes()),
                target.rotatedKey().or(running::rotatedKey));
    }

    /** How it runs where no node was replaced, and none is to be. @param before the service under the names that every node has */
    static Running back(Running running, ValidService before, MigrationView seen) {
        return new Running(
                // The pods have this template already, unless it is rendered otherwise by now: then disks decide how it
                // is rolled out.
                seen.hasDisks() ? 0 : seen.nodes(),
                running.userHasBudget(),
                running.stopsEvictions(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                running.adopted(),
                Optional.empty(),
                running.approved(),
                new RunningEncryption(
                        before.names().encryption(),
                        Optional.empty(),
                        running.encryption().restored()),
                running.rotatedKey());
    }

    private static ValidService encrypting(ValidService service, boolean encrypted) {
        JetStreamSpec spec = service.spec();
        return service.with(
                spec.with(spec.replicas(), spec.persistence(), encrypted, spec.tls()),
                service.version(),
                service.settings());
    }

    private static ValidService withNodes(ValidService service, Optional<Integer> nodes) {
        JetStreamSpec spec = service.spec();
        return nodes.map(number -> service.with(
                        spec.with(number, spec.persistence(), spec.encryption(), spec.tls()),
                        service.version(),
                        service.settings()))
                .orElse(service);
    }
}
