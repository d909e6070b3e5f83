package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.model.ServiceStatus;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import dev.numaflow.isbsvc.runtime.cluster.ObjectRef;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.isbsvc.IsbServices;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsAccess;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Brings the streams of a service to what is desired: reads, takes the Lease if there is something to do, reads again and acts. Where there
 * surely is something to do, the Lease comes first, and everything is read once.
 */
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

    /** The buffers are as desired, as far as that is possible, or the service is not ready for them. */
    sealed interface Completion {}

    /** @param what has to come first; an event will report it */
    record Waiting(String what) implements Completion {}

    /** What was found, and the result. */
    record Result(ReadyService ready, StreamStates states, StreamActions.Done done) implements Completion {

        Summary summary() {
            return Summary.of(states.diff(), done);
        }
    }

    /** What the steps of its nodes have to come to first; asked before anything is taken for it. */
    Optional<String> waitsForSteps(LiveService service) {
        ServiceStatus status = service.metadataAndStatus().status();
        return Readiness.areStepsPending(status) ? Readiness.waitsFor(status, statefulSet(service)) : Optional.empty();
    }

    /** For a service that may have all of them. */
    Completion complete(LiveService service) {
        Optional<JsonNode> statefulSet = statefulSet(service);
        return ReadyService.of(service, statefulSet)
                .<Completion>map(this::complete)
                .orElseGet(() -> waiting(service, statefulSet));
    }

    /** For one that has just begun to serve. */
    Completion completeNew(LiveService before) {
        try (ServiceLease.Held lease = leases.take(before.tree())) {
            Optional<LiveService> now = services.again(before).filter(service -> !service.isLeftAlone());
            if (now.isEmpty()) {
                return new Waiting("its next event: it changed meanwhile");
            }
            Optional<JsonNode> statefulSet = statefulSet(now.get());
            return ReadyService.of(now.get(), statefulSet)
                    .<Completion>map(ready -> completeNew(ready, lease))
                    .orElseGet(() -> waiting(now.get(), statefulSet));
        }
    }

    private Result completeNew(ReadyService ready, ServiceLease.Held lease) {
        try (JetStreamApi api = nats.connect(ready.names(), ready.tls())) {
            return act(ready, api, lease);
        }
    }

    private static Waiting waiting(LiveService service, Optional<JsonNode> statefulSet) {
        return new Waiting(Readiness.waitsFor(service.metadataAndStatus().status(), statefulSet)
                .orElseThrow());
    }

    private Optional<JsonNode> statefulSet(LiveService service) {
        return cluster.get(ObjectRef.ofStatefulSet(service.names()));
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
                .filter(service -> !service.isLeftAlone())
                .flatMap(service -> ReadyService.of(service, statefulSet(service)))
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
