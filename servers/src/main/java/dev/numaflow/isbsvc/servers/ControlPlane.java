package dev.numaflow.isbsvc.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A real Kubernetes control plane without nodes: etcd, kube-apiserver and kube-controller-manager on free ports of 127.0.0.1,
 * with RBAC. It ends with this JVM, however that ends.
 */
public final class ControlPlane implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_GRACE = Duration.ofSeconds(2);
    private static final int AUDIT_LOG_MEGABYTES = 10_000;

    private final ControlPlaneFiles files;
    private final Binaries binaries;
    private final Deque<ChildProcess> processes = new ArrayDeque<>();

    /** The three executables of a control plane. */
    public record Binaries(Path etcd, Path apiServer, Path controllerManager) {
        List<Path> all() {
            return List.of(etcd, apiServer, controllerManager);
        }
    }

    private ControlPlane(ControlPlaneFiles files, Binaries binaries) {
        this.files = files;
        this.binaries = binaries;
    }

    /** The executables, if they are on this machine. */
    public static Optional<Binaries> find() {
        return ControlPlaneBinaries.ofThisMachine().find();
    }

    /** The executables, built from their Go modules if absent, which takes minutes and needs Go. */
    public static Binaries obtain() {
        return ControlPlaneBinaries.ofThisMachine().obtain();
    }

    /** Starts one with its data, keys and logs below a folder; returns when it serves and its controllers run. */
    public static ControlPlane start(Path directory) {
        return start(directory, false);
    }

    /** The same with reads in the audit log, for tests that count requests; the log grows fast. */
    public static ControlPlane startWithReadsLogged(Path directory) {
        return start(directory, true);
    }

    /** The same for a node: at an address that pods reach, which give tokens of their service accounts. */
    public static ControlPlane startAt(Path directory, String address) {
        return start(ControlPlaneFiles.createAt(directory.toAbsolutePath(), address));
    }

    private static ControlPlane start(Path directory, boolean logReads) {
        return start(ControlPlaneFiles.create(directory.toAbsolutePath(), logReads));
    }

    private static ControlPlane start(ControlPlaneFiles files) {
        ControlPlane plane = new ControlPlane(files, obtain());
        try {
            plane.startAll();
            return plane;
        } catch (RuntimeException e) {
            plane.close();
            throw e;
        }
    }

    /** A kubeconfig of the administrator. */
    public Path kubeconfig() {
        return files.kubeconfig();
    }

    /** The audit log: one line of JSON for the arrival of each request, and one for its completion. */
    public Path auditLog() {
        return files.auditLog();
    }

    /** The URL of the API server. */
    public String url() {
        return files.url();
    }

    private void startAll() {
        String etcd = "http://127.0.0.1:" + files.ports().etcdClient();
        run("etcd", etcd(etcd));
        ChildProcess apiServer = run("kube-apiserver", apiServer(etcd));
        ReadyApiServer ready = new ReadyApiServer(files, apiServer);
        ready.await("/readyz", START_TIMEOUT);
        writeKubeconfig();
        run("kube-controller-manager", controllerManager());
        // The controllers publish this ConfigMap into every namespace: once it exists, they run.
        ready.await("/api/v1/namespaces/default/configmaps/kube-root-ca.crt", START_TIMEOUT);
    }

    private ChildProcess run(String name, List<String> arguments) {
        Path log = files.directory().resolve(name + ".log");
        ChildProcess process = ChildProcess.start(ChildProcess.Command.of(arguments, files.directory(), log));
        processes.push(process);
        return process;
    }

    private List<String> etcd(String client) {
        String peer = "http://127.0.0.1:" + files.ports().etcdPeer();
        return List.of(
                binaries.etcd().toString(),
                "--data-dir=" + files.directory().resolve("etcd"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=default=" + peer,
                "--unsafe-no-fsync");
    }

    private List<String> apiServer(String etcd) {
        List<String> arguments = new ArrayList<>(List.of(
                binaries.apiServer().toString(),
                "--etcd-servers=" + etcd,
                "--bind-address=" + files.host(),
                "--secure-port=" + files.ports().apiServer(),
                "--cert-dir=" + files.directory().resolve("certificates"),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=" + files.publicKey(),
                "--service-account-signing-key-file=" + files.privateKey(),
                "--token-auth-file=" + files.tokens(),
                "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--audit-policy-file=" + files.auditPolicy(),
                "--audit-log-path=" + files.auditLog(),
                // A request is in the log before its response is sent.
                "--audit-log-mode=blocking-strict",
                // It is read by offset, and must not be rotated meanwhile.
                "--audit-log-maxsize=" + AUDIT_LOG_MEGABYTES));
        if (!files.hasNode()) {
            // Without nodes no tokens are mounted into pods; pods must not wait for service accounts.
            arguments.add("--disable-admission-plugins=ServiceAccount");
        }
        return arguments;
    }

    private List<String> controllerManager() {
        return List.of(
                binaries.controllerManager().toString(),
                "--kubeconfig=" + files.kubeconfig(),
                "--service-account-private-key-file=" + files.privateKey(),
                "--controllers=*,-nodeipam,-cloud-node-lifecycle",
                "--leader-elect=false",
                // The default of 20 requests a second makes those wait who wait for controllers.
                "--kube-api-qps=1000",
                "--kube-api-burst=1000",
                "--cert-dir=" + files.directory().resolve("certificates"),
                "--bind-address=127.0.0.1",
                "--secure-port=0");
    }

    private void writeKubeconfig() {
        try {
            Files.writeString(files.kubeconfig(), files.kubeconfigText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the three in the reverse of the order in which they were started. */
    @Override
    public void close() {
        while (!processes.isEmpty()) {
            processes.pop().stop(STOP_GRACE);
        }
    }
}
