package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.children.ClientSecret;
import dev.numaflow.isbsvc.rendering.children.KeySecret;
import dev.numaflow.isbsvc.rendering.children.ServerSecret;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.rendering.secrets.KnownValues;
import dev.numaflow.isbsvc.rendering.secrets.SecretDecision;
import dev.numaflow.isbsvc.rendering.secrets.SecretRole;
import dev.numaflow.isbsvc.rendering.secrets.SecretUse;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Carries out what was decided about the Secrets of a service, one write at a time, and remembers what was written. */
final class SecretSteps {

    private final SecretStore secrets;
    private final ValidService service;
    private final KeyRecord record;
    private final FreshSecrets fresh;
    private final GuardStep guard;
    private final List<String> made = new ArrayList<>();
    private final List<String> repaired = new ArrayList<>();
    private boolean newClients;
    private boolean keyIsSettled;

    SecretSteps(SecretStore secrets, ValidService service, KeyRecord record, FreshSecrets fresh, GuardStep guard) {
        this.secrets = secrets;
        this.service = service;
        this.record = record;
        this.fresh = fresh;
        this.guard = guard;
    }

    /** For what the encryption key is needed, as far as it is recorded now. */
    SecretUse use(boolean storesData) {
        boolean added = secrets.get(SecretRole.KEY)
                        .filter(key -> !ObjectMetas.annotation(key, Annotations.ADDED_KEY)
                                .isEmpty())
                        .isPresent()
                || record.desired().addedKey().isPresent();
        boolean encrypted = service.spec().encrypted() || record.desired().encrypted();
        return new SecretUse(storesData && (encrypted || added), added, certificatesStay());
    }

    /** Servers are looked at only where certificates would be written that they read. */
    private boolean certificatesStay() {
        return service.tls().mountsCertificates()
                && secrets.contents()
                        .server()
                        .filter(server -> !server.damagedCertificates().isEmpty())
                        .isPresent()
                && record.arePodsAdopted();
    }

    /** Carries out one step. @return the result, if it was the last */
    Optional<SecretResult> carryOut(SecretDecision next) {
        if (!keyIsSettled && secrets.get(SecretRole.KEY).isPresent()) {
            return settleKey();
        }
        if (next instanceof SecretDecision.Create create) {
            return create(create);
        }
        if (next instanceof SecretDecision.Repair repair) {
            repair(repair);
            return Optional.empty();
        }
        return completeMetadata() && guard.isDone()
                ? Optional.of(result((SecretDecision.Complete) next))
                : Optional.empty();
    }

    /** Before anything is made that needs it, the key Secret records how the data is encrypted. */
    private Optional<SecretResult> settleKey() {
        keyIsSettled = completeMetadata(SecretRole.KEY);
        return keyIsSettled && !record.correct(secrets) ? Optional.of(new SecretResult.Overtaken()) : Optional.empty();
    }

    private Optional<SecretResult> create(SecretDecision.Create create) {
        if (!secrets.create(create.secret(), rendered(create.secret(), create.values(), true))) {
            return Optional.empty();
        }
        made.add(create.secret().name(service.names()));
        newClients |= create.values().clients().isEmpty();
        if (create.secret() == SecretRole.KEY && record.isOfNobody()) {
            secrets.delete(SecretRole.KEY);
            return Optional.of(new SecretResult.Overtaken());
        }
        return Optional.empty();
    }

    private void repair(SecretDecision.Repair repair) {
        boolean withCertificates = Stream.of(CertificateKeys.values())
                .anyMatch(group -> repair.keys().containsAll(group.all()));
        Secret rendered = rendered(repair.secret(), repair.values(), withCertificates);
        List<String> keys = new ArrayList<>(repair.keys());
        if (withCertificates && authority().isEmpty()) {
            keys.addAll(List.of(Keys.AUTHORITY_PRIVATE_KEY, Keys.AUTHORITY_CERT));
        }
        if (secrets.repair(repair.secret(), keys, rendered)) {
            repaired.add(String.join(", ", repair.keys()) + " of Secret "
                    + repair.secret().name(service.names()));
            newClients |= repair.keys().contains(Keys.AUTH)
                    && repair.values().clients().isEmpty();
        }
    }

    /** Gives those that exist our part of their metadata; false where one is gone meanwhile. */
    private boolean completeMetadata() {
        boolean all = true;
        for (SecretRole secret : SecretRole.values()) {
            all &= completeMetadata(secret);
        }
        return all;
    }

    /** The same for one of them. */
    private boolean completeMetadata(SecretRole secret) {
        secrets.complete(secret, metadata(secret));
        return secrets.get(secret).isPresent();
    }

    /** New credentials count only where a Secret was written with them: another run may have been faster. */
    private SecretResult result(SecretDecision.Complete complete) {
        return new SecretResult.Complete(
                made,
                repaired,
                complete.left(),
                newClients,
                record.desired().encrypted() && secrets.contents().hasShortKey(),
                guard.result());
    }

    private Optional<CertificateAuthority> authority() {
        return secrets.get(SecretRole.SERVER).flatMap(fresh::authority);
    }

    private ObjectMeta metadata(SecretRole secret) {
        return switch (secret) {
            case KEY -> KeySecret.metadata(service, record.desired());
            case SERVER -> ServerSecret.metadata(service);
            case CLIENT -> ClientSecret.metadata(service);
        };
    }

    private Secret rendered(SecretRole secret, KnownValues values, boolean withCertificates) {
        return switch (secret) {
            case KEY -> KeySecret.render(service, record.desired(), fresh.encryptionKey(values), fresh.clients(values));
            case SERVER ->
                ServerSecret.render(
                        service, fresh.server(values, service.names(), withCertificates, authority()), secrets.auth());
            case CLIENT -> ClientSecret.render(service, fresh.clients(values));
        };
    }
}
