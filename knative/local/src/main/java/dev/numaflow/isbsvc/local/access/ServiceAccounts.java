package dev.numaflow.isbsvc.local.access;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.numaflow.isbsvc.local.manifests.ObjectName;
import io.fabric8.kubernetes.api.model.ConfigBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/** Access to the API server as a ServiceAccount of the manifests, with a token like those of its pods. */
public final class ServiceAccounts {
    private static final Duration TOKEN_LIFE = Duration.ofDays(7);

    private final KubernetesClient admin;
    private final Path folder;

    /** Writes kubeconfigs to the folder, which only this user may access. */
    public ServiceAccounts(KubernetesClient admin, Path folder) {
        this.admin = admin;
        this.folder = folder;
    }

    /** A kubeconfig with only a token of the account. */
    public Path kubeconfig(ObjectName account) {
        Config server = admin.getConfiguration();
        Path file = folder.resolve(account.namespace() + "." + account.name() + ".kubeconfig");
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            // JSON is YAML too, and the kubeconfig types are Jackson's.
            new ObjectMapper().writeValue(file.toFile(), kubeconfig(server, token(account)));
            return file;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A client with only the rights of the account. */
    public KubernetesClient client(ObjectName account) {
        Config server = admin.getConfiguration();
        Config config = new io.fabric8.kubernetes.client.ConfigBuilder(Config.empty())
                .withMasterUrl(server.getMasterUrl())
                .withOauthToken(token(account))
                .withTrustCerts(server.isTrustCerts())
                .withCaCertData(server.getCaCertData())
                .withCaCertFile(server.getCaCertFile())
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private String token(ObjectName account) {
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(TOKEN_LIFE.toSeconds())
                .endSpec()
                .build();
        return admin.serviceAccounts()
                .inNamespace(account.namespace())
                .withName(account.name())
                .tokenRequest(request)
                .getStatus()
                .getToken();
    }

    private static io.fabric8.kubernetes.api.model.Config kubeconfig(Config server, String token) {
        return new ConfigBuilder()
                .addNewCluster()
                .withName("local")
                .withNewCluster()
                .withServer(server.getMasterUrl())
                .withInsecureSkipTlsVerify(server.isTrustCerts() ? true : null)
                .withCertificateAuthorityData(server.getCaCertData())
                .withCertificateAuthority(server.getCaCertFile())
                .endCluster()
                .endCluster()
                .addNewUser()
                .withName("function")
                .withNewUser()
                .withToken(token)
                .endUser()
                .endUser()
                .addNewContext()
                .withName("local")
                .withNewContext()
                .withCluster("local")
                .withUser("function")
                .endContext()
                .endContext()
                .withCurrentContext("local")
                .withApiVersion("v1")
                .withKind("Config")
                .build();
    }
}
