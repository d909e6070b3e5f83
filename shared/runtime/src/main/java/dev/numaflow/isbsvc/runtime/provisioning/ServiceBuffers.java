package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.settings.BufferConfig;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.service.LiveService;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Makes what is missing on a service and removes what is orphaned: looks, takes the lease if there is something to do, looks
 * again and acts. What is there is never changed.
 */
@Singleton
class ServiceBuffers {

    private final NatsAccess nats;
    private final Surveyor surveyor;
    private final ServiceLease leases;

    @Inject
    ServiceBuffers(NatsAccess nats, Surveyor surveyor, ServiceLease leases) {
        this.nats = nats;
        this.surveyor = surveyor;
        this.leases = leases;
    }

    /** What was found, and what became of it. */
    record Result(Survey survey, Work.Done done) {

        Summary summary() {
            long made = done.filled().stream().filter(Work.Filled::made).count();
            long refused = survey.demand().refused().size()
                    + survey.findings().taken().size()
                    + done.filled().stream()
                            .filter(filled -> !filled.refusals().isEmpty())
                            .count();
            return new Summary(
                    (int) made,
                    survey.findings().present(),
                    survey.findings().drifted().size(),
                    (int) refused,
                    done.removed());
        }
    }

    Result complete(LiveService service, BufferConfig config, boolean tls) {
        try (JetStreamApi api = nats.connect(service.names(), tls)) {
            Survey survey = surveyor.survey(service, config, api);
            if (survey.findings().complete()) {
                return new Result(survey, Work.Done.NOTHING);
            }
            try (ServiceLease.Held lease = leases.take(service.tree())) {
                Survey again = surveyor.survey(service, config, api);
                return new Result(again, new Work(api, lease).on(again.findings()));
            }
        }
    }
}
