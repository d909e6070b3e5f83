package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateStep;
import dev.numaflow.isbsvc.runtime.secrets.CertificateAuthority;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes the certificates that a change begins with. */
final class CertificateChange {

    private CertificateChange() {}

    /**
     * The server Secret as a change begins.
     *
     * @param held the authority that signs; empty where another one has to be made
     * @param taken of the user's Secret
     */
    static ObjectNode begun(
            CertificateStep.Begin begin,
            CertificateEdits edits,
            Optional<CertificateAuthority> held,
            Supplier<CertificateAuthority> another,
            Names names,
            Map<String, String> taken) {
        Map<String, String> next = new HashMap<>();
        if (!begin.made().isEmpty()) {
            CertificateAuthority authority = held.orElseGet(another);
            begin.made().forEach(group -> put(next, group, authority.certificateFor(names(names, group))));
            if (!begin.staged()) {
                edits.keptTrusted(next);
            }
            edits.signedBy(held.isPresent() ? Optional.empty() : Optional.of(authority.kept()));
        }
        if (begin.takes()) {
            next.putAll(taken);
            edits.taken(next.get(Keys.CERT));
        } else if (begin.made().contains(CertificateKeys.CLIENT)) {
            edits.taken("");
        }
        return begin.staged() ? edits.trusted(next) : edits.replaced(next);
    }

    private static List<String> names(Names names, CertificateKeys group) {
        return group == CertificateKeys.CLIENT ? CertificateNames.server(names) : CertificateNames.cluster(names);
    }

    private static void put(Map<String, String> next, CertificateKeys group, Certificates made) {
        next.put(group.privateKey(), made.privateKey());
        next.put(group.cert(), made.cert());
        next.put(group.caCert(), made.caCert());
    }
}
