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
 * @param audit what was written to a real one
 */
public record TestApiServer(
        String url, String kubeconfig, Optional<EmbeddedApiServer> embedded, Optional<AuditLog> audit)
        implements AutoCloseable {

    /** Which API server tests get: the property isbsvc.api or the environment's ISBSVC_API, embedded or real. */
    public static boolean realIsWanted() {
        return setting("isbsvc.api", "ISBSVC_API").equals("real");
    }

    /** Whether tests of what only a real API server has run: where it is, and where it must be they fail without it. */
    public static boolean realIsThere() {
        return ControlPlane.find().isPresent() || realIsRequired();
    }

    /** Whether a real API server that is not there fails a test instead of skipping it. */
    public static boolean realIsRequired() {
        return setting("isbsvc.real.api", "ISBSVC_REAL_API").equals("required");
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

    /** The real control plane that all tests of this JVM share; it ends with the JVM. */
    public static TestApiServer sharedReal() {
        return Real.SERVER;
    }

    private static final class Real {
        static final TestApiServer SERVER = start();

        private static TestApiServer start() {
            try {
                Path directory = Files.createTempDirectory("control-plane");
                ControlPlane plane = ControlPlane.start(directory);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> TemporaryFolder.discard(plane, directory)));
                return new TestApiServer(
                        plane.url(),
                        Files.readString(plane.kubeconfig()),
                        Optional.empty(),
                        Optional.of(new AuditLog(plane.auditLog())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What has been written since this was asked last; on a real server, by any but its own controllers. */
    public List<LoggedRequest> writes() {
        return audit.map(AuditLog::next).orElseGet(() -> {
            List<LoggedRequest> writes = requests().writes();
            requests().clear();
            return writes;
        });
    }

    /** What an embedded server was asked; a real one tells its writes alone. */
    public RequestLog requests() {
        return embedded.orElseThrow(() -> new IllegalStateException("only the embedded API server logs requests"))
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
