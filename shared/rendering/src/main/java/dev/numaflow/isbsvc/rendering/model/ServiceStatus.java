package dev.numaflow.isbsvc.rendering.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;

/**
 * The status of a service, with exactly the fields of Numaflow's CRD.
 *
 * @param phase "", Pending, Running, Failed or Deleting
 * @param type {@code jetstream}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceStatus(
        String phase, String message, List<Condition> conditions, Config config, String type, Long observedGeneration) {

    public static final ServiceStatus NONE = new ServiceStatus(null, null, List.of(), null, null, null);

    public ServiceStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    public Optional<Condition> condition(ConditionType type) {
        return conditions.stream().filter(c -> type.label().equals(c.type())).findFirst();
    }

    public long observedGenerationOrZero() {
        return observedGeneration == null ? 0 : observedGeneration;
    }

    /** The current buffer configuration as YAML text; empty before the service was deployed. */
    public Optional<String> streamConfig() {
        return Optional.ofNullable(config).map(Config::jetstream).map(JetStreamConfig::streamConfig);
    }

    /** Whether clients are told to connect with TLS. */
    public boolean tellsTls() {
        return Optional.ofNullable(config)
                .map(Config::jetstream)
                .map(JetStreamConfig::tlsEnabled)
                .filter(Boolean.TRUE::equals)
                .isPresent();
    }

    /** What pipelines need to connect, as in {@code status.config}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Config(JetStreamConfig jetstream) {}

    /** @param streamConfig the merged buffer configuration as YAML text */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record JetStreamConfig(String url, Auth auth, String streamConfig, Boolean tlsEnabled) {}

    /** How clients authenticate: with user and password. */
    public record Auth(Basic basic) {}

    public record Basic(SecretKey user, SecretKey password) {}

    /** A key of a Secret; never its value. */
    public record SecretKey(String name, String key) {}
}
