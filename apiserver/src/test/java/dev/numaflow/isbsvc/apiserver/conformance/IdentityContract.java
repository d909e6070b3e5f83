package dev.numaflow.isbsvc.apiserver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import org.junit.jupiter.api.Test;

/** Tokens of service accounts. */
interface IdentityContract extends ApiContract {

    @Test
    default void aTokenStandsForItsServiceAccount() {
        client().resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("creation")
                        .withNamespace(namespace())
                        .endMetadata()
                        .build())
                .create();

        String token = client().serviceAccounts()
                .inNamespace(namespace())
                .withName("creation")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();

        // A real server knows the account, and may forbid it the list.
        assertThat(http().withToken(token).get(configMaps()).status()).isIn(200, 403);
    }

    @Test
    default void nobodyGetsATokenOfAnAccountThatIsNotThere() {
        http().post(path("v1", "serviceaccounts") + "/none/token", "{}").requireStatus(404);
    }
}
