package dev.numaflow.isbsvc.runtime.broker;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.numaflow.isbsvc.rendering.children.Certificates;
import dev.numaflow.isbsvc.runtime.secrets.TestAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A broker with TLS, whose certificate is of an authority of its own, and which lets those in whose token it knows. */
final class TlsBroker implements AutoCloseable {

    private static final String BEARER = "Bearer ";
    private static final int ACCEPTED = 202;
    private static final int UNAUTHORIZED = 401;
    private static final char[] PASSWORD = "of this process".toCharArray();

    private final HttpsServer server;
    private final List<String> senders = Collections.synchronizedList(new ArrayList<>());
    private final String authority;

    /**
     * @param host what its certificate says
     * @param sender who has the token; empty for nobody
     */
    TlsBroker(String host, UnaryOperator<String> sender) {
        Certificates certificates = new TestAuthority().serverNamed(host);
        authority = certificates.caCert();
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context(certificates)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
            String user = sender.apply(header.startsWith(BEARER) ? header.substring(BEARER.length()) : "");
            if (!user.isEmpty()) {
                senders.add(user);
            }
            exchange.sendResponseHeaders(user.isEmpty() ? UNAUTHORIZED : ACCEPTED, -1);
            exchange.close();
        });
        server.start();
    }

    private static SSLContext context(Certificates certificates) throws GeneralSecurityException, IOException {
        byte[] key = Base64.getMimeDecoder().decode(certificates.privateKey().replaceAll("-----[A-Z ]+-----", ""));
        PrivateKey secret = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
        Certificate own = CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(certificates.cert().getBytes(StandardCharsets.UTF_8)));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", secret, PASSWORD, new Certificate[] {own});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** Its address by this name. */
    String url(String host) {
        return "https://" + host + ":" + server.getAddress().getPort() + "/isbsvc-system/default";
    }

    /** The certificate of its authority, as the Broker's status states it. */
    String authority() {
        return authority;
    }

    /** Who sent the events that it took. */
    List<String> senders() {
        return List.copyOf(senders);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
