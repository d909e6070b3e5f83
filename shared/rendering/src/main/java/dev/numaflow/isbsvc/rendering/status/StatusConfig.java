package dev.numaflow.isbsvc.rendering.status;

import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus.Auth;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus.Basic;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus.JetStreamConfig;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus.SecretKey;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.validation.ValidService;

/** The {@code status.config} that pipelines read to connect and to create their buffers. */
public final class StatusConfig {

    private StatusConfig() {}

    public static ServiceStatus.Config of(ValidService service) {
        Names names = service.names();
        Basic basic = new Basic(
                new SecretKey(names.clientSecret(), Keys.CLIENT_USER),
                new SecretKey(names.clientSecret(), Keys.CLIENT_PASSWORD));
        return new ServiceStatus.Config(new JetStreamConfig(
                names.clientUrl(),
                new Auth(basic),
                service.buffers().streamConfig(),
                service.spec().tlsEnabled() ? true : null));
    }
}
