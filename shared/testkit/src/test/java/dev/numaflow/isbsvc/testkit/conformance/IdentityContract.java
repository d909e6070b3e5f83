package dev.numaflow.isbsvc.testkit.conformance;

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

        assertThat(http().withToken(token)
                        .post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}")
                        .requireStatus(201)
                        .body()
                        .at("/status/userInfo/username")
                        .asText())
                .isEqualTo("system:serviceaccount:" + namespace() + ":creation");
    }

    @Test
    default void nobodyGetsATokenOfAnAccountThatIsNotThere() {
        http().post(path("v1", "serviceaccounts") + "/none/token", "{}").requireStatus(404);
    }

    @Test
    default void anInventedTokenIsRefused() {
        http().withToken("invented").get(configMaps()).requireStatus(401);
    }

    @Test
    default void theAdministratorMayDoEverything() {
        assertThat(http().post(
                                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                                "{spec: {resourceAttributes: {verb: delete, resource: namespaces}}}")
                        .requireStatus(201)
                        .body()
                        .at("/status/allowed")
                        .asBoolean())
                .isTrue();
    }
}
