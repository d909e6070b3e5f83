package dev.numaflow.isbsvc.rendering.naming;

/** The file paths inside a pod. */
public final class Paths {

    public static final String CONFIG_DIR = "/etc/nats-config";
    public static final String CONFIG_FILE = "nats-js.conf";
    public static final String AUTH_FILE = "auth.conf";

    public static final String PID_DIR = "/var/run/nats";
    public static final String PID_FILE = PID_DIR + "/nats.pid";

    public static final String DATA_DIR = "/data/jetstream";
    public static final String STORE_DIR = DATA_DIR + "/store";

    public static final String SERVER_KEY = "server-key.pem";
    public static final String SERVER_CERT = "server-cert.pem";
    public static final String SERVER_CA = "ca-cert.pem";
    public static final String CLUSTER_KEY = "cluster-server-key.pem";
    public static final String CLUSTER_CERT = "cluster-server-cert.pem";
    public static final String CLUSTER_CA = "cluster-ca-cert.pem";

    private Paths() {}

    public static String config(String file) {
        return CONFIG_DIR + "/" + file;
    }
}
