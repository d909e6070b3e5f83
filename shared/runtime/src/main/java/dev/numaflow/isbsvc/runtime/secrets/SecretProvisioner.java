package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.children.EncryptionRecord;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.secrets.GuardRequest;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecider;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecision;
import dev.numaflow.isbsvc.rendering.secrets.SecretRole;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ConflictException;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Brings the Secrets of a service to one consistent set, step by step: what exists decides what is written next, so that after a
 * crash or a lost race a run continues from there. Only what the other Secrets prove is written over what exists (invariant 7).
 */
@Singleton
public class SecretProvisioner implements SecretProvisioning {

    /** Each Secret may change at each attempt to write it. */
    private static final int MAX_STEPS = SecretRole.values().length * ConflictException.MAX_ATTEMPTS;

    /** An event of a Secret without our labels wakes nobody. */
    private static final String NOTICED =
            "; that is noticed at once with any new value of the service's annotation " + Annotations.REPLAY;

    private final ClusterWriter cluster;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Inject
    public SecretProvisioner(ClusterWriter cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    /** For a service of which nothing is recorded. */
    public SecretResult provision(ValidService service, boolean storesData) {
        return provision(service, storesData, Optional.empty());
    }

    @Override
    public SecretResult provision(
            ValidService service, boolean storesData, Optional<EncryptionRecord> recorded, GuardRequest guard) {
        Instant now = clock.instant();
        SecretStore secrets = new SecretStore(cluster, service, now);
        SecretSteps steps = new SecretSteps(
                secrets,
                service,
                new KeyRecord(cluster, service, recorded),
                new FreshSecrets(random, now),
                new GuardStep(secrets, guard));
        secrets.read();
        for (int step = 0; step < MAX_STEPS; step++) {
            SecretDecision next = SecretDecider.decide(service.names(), secrets.contents(), steps.use(storesData));
            Optional<SecretResult> result = obstacle(next, secrets).or(() -> steps.carryOut(next));
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw new ConflictException(ObjectRef.of(service.names()));
    }

    private static Optional<SecretResult> obstacle(SecretDecision next, SecretStore secrets) {
        if (secrets.refusal().isPresent()) {
            return secrets.refusal().map(SecretResult.Impossible::new);
        }
        if (next instanceof SecretDecision.Lost lost) {
            return Optional.of(new SecretResult.Impossible(lost.why() + NOTICED));
        }
        return next instanceof SecretDecision.Disagree disagree
                ? Optional.of(new SecretResult.Disagreement(disagree.why() + NOTICED))
                : Optional.empty();
    }
}
