package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.model.InterStepBufferService;
import dev.numaflow.isbsvc.rendering.model.StrictReader;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.validation.Parsed;
import dev.numaflow.isbsvc.runtime.broker.BrokerClient;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectKind;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.nats.SideBySide;
import dev.numaflow.isbsvc.runtime.provisioning.PipelineSource;
import dev.numaflow.isbsvc.runtime.service.ControllerConfigSource;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Looks at everything and sends what the sources should have sent (invariant 2). It writes no object; when nothing is wrong it
 * sends nothing. One service that cannot be looked at keeps no other from being repaired.
 */
@Singleton
public class RepairLook {

    private static final Logger LOG = Logger.getLogger(RepairLook.class);

    private final Cluster cluster;
    private final ControllerConfigSource configs;
    private final PipelineSource pipelines;
    private final ServiceCheck children;
    private final HealthCheck health;
    private final BufferCheck buffers;
    private final BrokerClient broker;

    @Inject
    RepairLook(
            Cluster cluster,
            ControllerConfigSource configs,
            PipelineSource pipelines,
            ServiceCheck children,
            HealthCheck health,
            BufferCheck buffers,
            BrokerClient broker) {
        this.cluster = cluster;
        this.configs = configs;
        this.pipelines = pipelines;
        this.children = children;
        this.health = health;
        this.buffers = buffers;
        this.broker = broker;
    }

    public Outcome look() {
        Parsed<ControllerConfig> config = configs.read();
        if (!config.isGood()) {
            return new Outcome.Done(
                    "nothing can be done: " + config.violations().get(0));
        }
        List<Missed> missed = missed(config.value());
        if (missed.isEmpty()) {
            return new Outcome.Done("nothing is missed");
        }
        SideBySide.each(missed, event -> {
                    broker.send(event.event());
                    return event;
                })
                .throwFirstFailure();
        return new Outcome.Done("sent again what was missed: " + missed);
    }

    private List<Missed> missed(ControllerConfig config) {
        LivePipelines living = pipelines.everywhere();
        List<LiveService> services = cluster.list(ObjectKind.SERVICE).stream()
                .map(tree -> new LiveService(tree, StrictReader.withoutSpec(tree), config))
                .filter(service -> isOurs(service.head(), config))
                .toList();
        List<Missed> missed = new ArrayList<>(PipelineCheck.missed(living, services, config.instance()));
        services.forEach(service -> missed.addAll(missed(service, living)));
        return missed;
    }

    private List<Missed> missed(LiveService service, LivePipelines everywhere) {
        try {
            LivePipelines living = everywhere.in(service.names().namespace());
            List<Missed> missed = new ArrayList<>();
            children.missed(service).ifPresent(missed::add);
            health.missed(service).ifPresent(missed::add);
            missed.addAll(buffers.missed(service, living));
            return missed;
        } catch (RuntimeException e) {
            LOG.warnf("%s cannot be looked at: %s", service.names(), e);
            return List.of();
        }
    }

    private static boolean isOurs(InterStepBufferService service, ControllerConfig config) {
        return service.belongsTo(config.instance());
    }
}
