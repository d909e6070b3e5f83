package dev.numaflow.isbsvc.local.serving;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** A function for tests, run as a process of its own: does what the type of the event says. */
public final class TestFunction {

    private TestFunction() {}

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", TestFunction::handle);
        server.start();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("ce-type"));
        if (type.equals("crash")) {
            Runtime.getRuntime().halt(3);
        }
        System.out.println("2026-01-01T00:00:00.000Z INFO EventHandling did " + type);
        System.out.println("2026-01-01T00:00:00.000Z INFO Application framework");
        byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("ce-type", "dev.numaflow.isbsvc.done");
        exchange.sendResponseHeaders(200, pid.length);
        exchange.getResponseBody().write(pid);
        exchange.close();
    }
}
