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

/** Brings the streams of a service to what is desired: reads, takes the Lease if there is something to do, reads again and acts. */
@Singleton
class ServiceBuffers {

    private final Cluster cluster;
    private final IsbServices services;
    private final NatsAccess nats;
    private final StreamStateReader stateReader;
    private final ServiceLease leases;

    @Inject
    ServiceBuffers(
            Cluster cluster,
            IsbServices services,
            NatsAccess nats,
            StreamStateReader stateReader,
            ServiceLease leases) {
        this.cluster = cluster;
        this.services = services;
        this.nats = nats;
        this.stateReader = stateReader;
        this.leases = leases;
    }

    /** What was found, and the result. */
    record Result(ReadyService ready, StreamStates states, StreamActions.Done done) {

        Summary summary() {
            return Summary.of(states.diff(), done);
        }
    }

    Result complete(ReadyService ready) {
        try (JetStreamApi api = nats.connect(ready.names(), ready.tls())) {
            StreamStates states = stateReader.states(ready, streams(ready, api));
            if (states.complete()) {
                return new Result(ready, states, StreamActions.Done.NOTHING);
            }
            try (ServiceLease.Held lease = leases.take(ready.service().tree())) {
                return act(stillReady(ready), api, lease);
            }
        }
    }

    /** The Lease may have been waited for, and guarded steps of its last holder may be under way now. */
    private ReadyService stillReady(ReadyService before) {
        return services.again(before.service())
                .filter(service -> !service.paused())
                .flatMap(service -> ReadyService.of(service, cluster.get(ObjectRef.ofStatefulSet(service.names()))))
                .orElseThrow(() -> NatsUnavailable.notReady(before.names() + " was ready and is not any more"));
    }

    private Result act(ReadyService ready, JetStreamApi api, ServiceLease.Held lease) {
        if (stateReader.mayOnlyBeUnreadable(ready)) {
            throw NatsUnavailable.notReady("the server of " + ready.names()
                    + " is not healthy: what seems to be missing may only be unreadable, so nothing is made");
        }
        OwnedStreams streams = streams(ready, api);
        StreamStates states = stateReader.confirmed(stateReader.states(ready, streams), streams);
        return new Result(ready, states, new StreamActions(streams, lease, stateReader, ready).on(states));
    }

    /** With the ledger as read now. */
    private OwnedStreams streams(ReadyService ready, JetStreamApi api) {
        return new OwnedStreams(
                api, OwnerLedger.of(cluster, ready.service()), ready.nodes().rolling());
    }
}
