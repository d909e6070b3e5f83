package dev.numaflow.isbsvc.runtime.secrets;

import dev.numaflow.isbsvc.rendering.children.CertificateNames;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.rendering.naming.Names;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/** The authority that issues the certificates of servers, for tests that need several of one. */
public final class TestAuthority {

    private final CertificateAuthority authority = new CertificateAuthority(new SecureRandom(), Instant.now());

    public Certificates serverOf(Names names) {
        return authority.certificateFor(CertificateNames.server(names));
    }

    /** A server that is reached by this name. */
    public Certificates serverNamed(String host) {
        return authority.certificateFor(List.of(host));
    }

    public Certificates clusterOf(Names names) {
        return authority.certificateFor(CertificateNames.cluster(names));
    }
}
