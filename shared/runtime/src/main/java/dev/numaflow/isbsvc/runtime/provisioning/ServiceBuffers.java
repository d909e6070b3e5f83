package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/**
 * Brings what a service holds to what is asked of it: looks, takes the lease if there is something to do, looks again and acts.
 */
@Singleton
class ServiceBuffers {

    private final Cluster cluster;
    private final IsbServices services;
    private final NatsAccess nats;
    private final StreamStateReader surveyor;
    private final ServiceLease leases;
    private final Clock clock;

    @Inject
    ServiceBuffers(
            Cluster cluster,
            IsbServices services,
            NatsAccess nats,
            StreamStateReader surveyor,
            ServiceLease leases,
            Clock clock) {
        this.cluster = cluster;
        this.services = services;
        this.nats = nats;
        this.surveyor = surveyor;
        this.leases = leases;
        this.clock = clock;
    }

    /** What was found, when, and what became of it. */
    record Result(ReadyService ready, StreamStates survey, Instant at, StreamActions.Done done) {

        Summary summary() {
            return Summary.of(survey, at, done);
        }
    }

    Result complete(ReadyService ready) {
        try (JetStreamApi api = nats.connect(ready.names(), ready.tls())) {
            StreamStates survey = surveyor.survey(ready, streams(ready, api));
            Instant now = clock.instant();
            if (survey.complete(now)) {
                return new Result(ready, survey, now, StreamActions.Done.NOTHING);
            }
            try (ServiceLease.Held lease = leases.take(ready.service().tree())) {
                return act(stillReady(ready), api, lease);
            }
        }
    }

    /** The lease may have been waited for, and steps of the one who had it may be under way now. */
    private ReadyService stillReady(ReadyService before) {
        return services.again(before.service())
                .filter(service -> !service.paused())
                .flatMap(service -> ReadyService.of(service, cluster.get(ObjectRef.ofStatefulSet(service.names()))))
                .orElseThrow(() -> NatsUnavailable.notReady(before.names() + " was ready and is not any more"));
    }

    private Result act(ReadyService ready, JetStreamApi api, ServiceLease.Held lease) {
        if (surveyor.mayOnlyBeUnreadable(ready)) {
            throw NatsUnavailable.notReady("the server of " + ready.names()
                    + " is not healthy: what seems to be missing may only be unreadable, so nothing is made");
        }
        OwnedStreams streams = streams(ready, api);
        StreamStates survey = surveyor.confirmed(surveyor.survey(ready, streams), streams);
        Instant now = clock.instant();
        return new Result(
                ready,
                survey,
                now,
                new StreamActions(streams, lease, surveyor, ready)
                        .on(survey, now, () -> surveyor.unchangedSince(ready)));
    }

    /** With the ledger as it is at this moment. */
    private OwnedStreams streams(ReadyService ready, JetStreamApi api) {
        return new OwnedStreams(
                api, OwnerLedger.of(cluster, ready.service()), ready.nodes().rolling());
    }
}
