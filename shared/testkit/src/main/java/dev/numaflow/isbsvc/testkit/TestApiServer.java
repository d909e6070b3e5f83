package dev.numaflow.isbsvc.testkit;

import dev.numaflow.isbsvc.apiserver.EmbeddedApiServer;
import dev.numaflow.isbsvc.apiserver.LoggedRequest;
import dev.numaflow.isbsvc.apiserver.RequestLog;
import dev.numaflow.isbsvc.servers.ControlPlane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An API server under a test: where it is, and what it was asked.
 *
 * @param embedded the server, if it is one of the caller's own in this JVM
 * @param audit the requests to a real one
 */
public record TestApiServer(
        String url, String kubeconfig, Optional<EmbeddedApiServer> embedded, Optional<AuditLog> audit)
        implements AutoCloseable {

    /** Which API server tests get: the property isbsvc.api or the environment's ISBSVC_API, embedded or real. */
    public static boolean realIsWanted() {
        return setting("isbsvc.api", "ISBSVC_API").equals("real");
    }

    /** A new embedded server of the caller's own. */
    public static TestApiServer startEmbedded() {
        EmbeddedApiServer server = EmbeddedApiServer.start();
        try {
            Path file = Files.createTempFile("embedded", ".kubeconfig");
            server.kubeconfig(file);
            String kubeconfig = Files.readString(file);
            Files.delete(file);
            return new TestApiServer(server.url(), kubeconfig, Optional.of(server), Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The real control plane that all tests of this JVM share, built first where it is absent; it ends with the JVM. Its requests are
     * counted from now on.
     */
    public static TestApiServer sharedReal() {
        ControlPlane plane = Real.PLANE;
        try {
            return new TestApiServer(
                    plane.url(),
                    Files.readString(plane.kubeconfig()),
                    Optional.empty(),
                    Optional.of(AuditLog.fromNow(plane.auditLog())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Real {
        static final ControlPlane PLANE = start();

        private static ControlPlane start() {
            try {
                Path directory = Files.createTempDirectory("control-plane");
                ControlPlane plane = ControlPlane.startWithReadsLogged(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> TemporaryFolder.discard(plane, directory)));
                return plane;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The writes since the last call of this or of {@link #requests()}; without dry runs, and those of the controllers. */
    public List<LoggedRequest> writes() {
        return requests().stream().filter(LoggedRequest::isWrite).toList();
    }

    /** The requests since the last call, reads included. A real server leaves out those of its controllers, and knows no media types. */
    public List<LoggedRequest> requests() {
        return audit.map(AuditLog::next).orElseGet(() -> {
            RequestLog log = embeddedLog();
            List<LoggedRequest> requests = log.all();
            log.clear();
            return requests;
        });
    }

    /** The requests to an embedded server. */
    public RequestLog embeddedLog() {
        return embedded.orElseThrow(() -> new IllegalStateException("this is no embedded API server"))
                .requests();
    }

    @Override
    public void close() {
        embedded.ifPresent(EmbeddedApiServer::close);
    }

    private static String setting(String property, String variable) {
        return System.getProperty(property, System.getenv().getOrDefault(variable, ""));
    }
}
