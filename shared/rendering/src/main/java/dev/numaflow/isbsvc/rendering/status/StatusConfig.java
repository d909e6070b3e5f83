package dev.numaflow.isbsvc.rendering.status;

import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus.Auth;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus.Basic;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus.JetStreamConfig;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus.SecretKey;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Optional;

/** The {@code status.config} that pipelines read to connect and to create their buffers. */
public final class StatusConfig {

    private StatusConfig() {}

    /** Of a service that has published nothing. */
    public static ServiceStatus.Config of(ValidService service) {
        return of(service, Optional.empty());
    }

    /**
     * @param published the text of the buffer configuration in the status. It stays while it has the same values, in whatever form: pods of
     *     pipelines have it in their environment, and each other text replaces all of them
     */
    public static ServiceStatus.Config of(ValidService service, Optional<String> published) {
        Names names = service.names();
        Basic basic = new Basic(
                new SecretKey(names.clientSecret(), Keys.CLIENT_USER),
                new SecretKey(names.clientSecret(), Keys.CLIENT_PASSWORD));
        return new ServiceStatus.Config(new JetStreamConfig(
                names.clientUrl(),
                new Auth(basic),
                published.filter(service.buffers()::isPublishedAs).orElseGet(service.buffers()::streamConfig),
                service.tls().isPublished() ? true : null));
    }
}
