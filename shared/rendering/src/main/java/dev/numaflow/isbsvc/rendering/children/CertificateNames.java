package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.naming.Names;
import java.util.List;
import java.util.stream.Stream;

/** The DNS names that the certificates of a service cover: the Service and each of its pods, whatever their number. */
public final class CertificateNames {

    private static final String CLUSTER_DOMAIN = ".cluster.local";

    private CertificateNames() {}

    /** The names by which clients reach the servers. */
    public static List<String> server(Names names) {
        String service = names.serviceHost();
        return List.of(service, service + CLUSTER_DOMAIN, "*." + service, "*." + service + CLUSTER_DOMAIN);
    }

    /** The names by which the servers reach each other. */
    public static List<String> cluster(Names names) {
        return Stream.of("*." + names.serviceHost(), "*." + names.serviceHost() + CLUSTER_DOMAIN)
                .toList();
    }
}
