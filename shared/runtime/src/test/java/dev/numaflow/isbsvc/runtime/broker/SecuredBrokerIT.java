package dev.numaflow.isbsvc.runtime.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.numaflow.isbsvc.runtime.TestCluster;
import dev.numaflow.isbsvc.testkit.BrokerObject;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenReview;
import io.fabric8.kubernetes.api.model.authentication.TokenReviewBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the rights of `repair`: a broker with TLS of its own authority, whose tokens the API server judges. */
class SecuredBrokerIT {

    private static final String HOST = "localhost";
    private static final String AUDIENCE = "eventing.knative.dev/broker/isbsvc-system/default";
    private static final String REPAIR = "system:serviceaccount:isbsvc-system:repair";
    private static final CloudEvent EVENT = CloudEventBuilder.v1()
            .withId("1")
            .withSource(URI.create("test"))
            .withType("test")
            .build();

    @TempDir
    Path folder;

    private final TestCluster cluster = new TestCluster();
    private final TlsBroker server = new TlsBroker(HOST, token -> sender(token, AUDIENCE));

    @BeforeEach
    void createBroker() {
        BrokerObject.create(cluster.client());
    }

    @AfterEach
    void close() {
        BrokerObject.delete(cluster.client());
        server.close();
        cluster.close();
    }

    @Test
    void takesAnEventOfTheAccountOfRepair() throws IOException {
        announce(server.url(HOST), server.authority(), AUDIENCE);

        client(token("repair", AUDIENCE)).send(EVENT);

        assertThat(server.senders()).containsExactly(REPAIR);
    }

    /** The kubelet replaces the file before the token expires. */
    @Test
    void seesTheTokenThatIsMountedNow() throws IOException {
        announce(server.url(HOST), server.authority(), AUDIENCE);
        Path mounted = token("health", AUDIENCE);
        BrokerClient client = client(mounted);

        client.send(EVENT);
        Files.copy(token("repair", AUDIENCE), mounted, StandardCopyOption.REPLACE_EXISTING);
        client.send(EVENT);

        assertThat(server.senders()).containsExactly("system:serviceaccount:isbsvc-system:health", REPAIR);
    }

    @Test
    void isNotSentATokenThatIsMeantForAnother() throws IOException {
        announce(server.url(HOST), server.authority(), AUDIENCE);
        BrokerClient client = client(token("repair", "eventing.knative.dev/broker/elsewhere/default"));

        assertThatThrownBy(() -> client.send(EVENT))
                .isInstanceOf(NotAccepted.class)
                .hasMessage("the broker demands a token for " + AUDIENCE
                        + ", and the mounted one is for [\"eventing.knative.dev/broker/elsewhere/default\"]");
        assertThat(server.senders()).isEmpty();
    }

    @Test
    void isNotAskedWhereNoTokenIsMounted() {
        announce(server.url(HOST), server.authority(), AUDIENCE);
        BrokerClient client = new BrokerClient(address(), new BrokerToken(Optional.empty()));

        assertThatThrownBy(() -> client.send(EVENT))
                .isInstanceOf(NotAccepted.class)
                .hasMessageContaining("apply the component sender-identity");
    }

    /** What it contains is never part of a message: it could be a token. */
    @Test
    void isNotSentWhatIsNoToken() throws IOException {
        announce(server.url(HOST), server.authority(), AUDIENCE);
        BrokerClient client = client(Files.writeString(folder.resolve("other"), "secret.e30=.text"));

        assertThatThrownBy(() -> client.send(EVENT))
                .isInstanceOf(NotAccepted.class)
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }

    @Test
    void isNotTrustedWithoutItsAuthority() throws IOException {
        announce(server.url(HOST), "", AUDIENCE);
        BrokerClient client = client(token("repair", AUDIENCE));

        assertThatThrownBy(() -> client.send(EVENT))
                .isInstanceOf(NotAccepted.class)
                .hasCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void isNotTrustedUnderAnotherName() throws IOException {
        try (TlsBroker other = new TlsBroker("elsewhere.example", token -> "anybody")) {
            announce(other.url(HOST), other.authority(), AUDIENCE);
            BrokerClient client = client(token("repair", AUDIENCE));

            assertThatThrownBy(() -> client.send(EVENT))
                    .isInstanceOf(NotAccepted.class)
                    .hasCauseInstanceOf(SSLHandshakeException.class);
            assertThat(other.senders()).isEmpty();
        }
    }

    @Test
    void isTrustedAgainAfterItsAuthorityWasReplaced() throws IOException {
        BrokerClient client = client(token("repair", AUDIENCE));
        announce(server.url(HOST), server.authority(), AUDIENCE);
        client.send(EVENT);
        try (TlsBroker moved = new TlsBroker(HOST, token -> sender(token, AUDIENCE))) {
            announce(moved.url(HOST), moved.authority(), AUDIENCE);
            server.close();

            assertThatThrownBy(() -> client.send(EVENT)).isInstanceOf(NotAccepted.class);
            client.send(EVENT);

            assertThat(moved.senders()).containsExactly(REPAIR);
        }
    }

    private BrokerAddress address() {
        return new BrokerAddress(cluster.clusterOf("repair"), TestCluster.SYSTEM, Optional.empty());
    }

    private BrokerClient client(Path token) {
        return new BrokerClient(address(), new BrokerToken(Optional.of(token)));
    }

    /** As Knative does where encryption is strict: the same address twice. */
    private void announce(String url, String authority, String audience) {
        Map<String, String> address = Map.of("name", "https", "url", url, "CACerts", authority, "audience", audience);
        BrokerObject.status(cluster.client(), Map.of("address", address, "addresses", List.of(address)));
    }

    /** What the kubelet mounts. */
    private Path token(String account, String audience) throws IOException {
        String token = cluster.client()
                .serviceAccounts()
                .inNamespace(TestCluster.SYSTEM)
                .withName(account)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withAudiences(audience)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        return Files.writeString(folder.resolve(account), token);
    }

    /** Whose token this is, where it is for this audience. */
    private String sender(String token, String audience) {
        TokenReview review = cluster.client()
                .tokenReviews()
                .create(new TokenReviewBuilder()
                        .withNewSpec()
                        .withToken(token)
                        .withAudiences(audience)
                        .endSpec()
                        .build());
        return Boolean.TRUE.equals(review.getStatus().getAuthenticated())
                ? review.getStatus().getUser().getUsername()
                : "";
    }
}
