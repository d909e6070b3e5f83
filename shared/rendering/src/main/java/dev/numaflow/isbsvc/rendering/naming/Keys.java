package dev.numaflow.isbsvc.rendering.naming;

/** The data keys of the ConfigMap and the Secrets of a service. */
public final class Keys {

    /** In the ConfigMap: the configuration of the servers. */
    public static final String NATS_CONF = "nats-js";

    public static final String AUTH = "auth";
    public static final String ENCRYPTION = "encryption";
    public static final String PRIVATE_KEY = "private-key";
    public static final String CERT = "cert";
    public static final String CA_CERT = "ca-cert";
    public static final String CLUSTER_PRIVATE_KEY = "cluster-private-key";
    public static final String CLUSTER_CERT = "cluster-cert";
    public static final String CLUSTER_CA_CERT = "cluster-ca-cert";

    public static final String CLIENT_USER = "client-auth-user";
    public static final String CLIENT_PASSWORD = "client-auth-password";

    /** In the server Secret, while credentials are rotated: the user of before. */
    public static final String USER_BEFORE = "user-before";

    /** In the server Secret, and mounted by no pod: the private key of the authority that signs its certificates, and its certificate. */
    public static final String AUTHORITY_PRIVATE_KEY = "authority-private-key";

    public static final String AUTHORITY_CERT = "authority-cert";

    private static final String NEXT = "next-";

    /** In the server Secret, and mounted by no pod: what takes the place of this key when the servers are ready for it. */
    public static String next(String key) {
        return NEXT + key;
    }

    private Keys() {}
}
