package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.buffers.StreamOwner;
import dev.numaflow.isbsvc.rendering.ownership.ActualStreams;
import dev.numaflow.isbsvc.rendering.ownership.DesiredStreams;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.StreamReport;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The streams of a service with their owners, which are recorded in the metadata, and for servers that keep none in the ledger.
 * Callers need not know which.
 */
final class OwnedStreams {

    private final JetStreamApi api;
    private final OwnerLedger ledger;
    private final boolean inMetadata;
    private final Set<String> struck = ConcurrentHashMap.newKeySet();

    /** @param rolling whether servers of another version may be among those that answer */
    OwnedStreams(JetStreamApi api, OwnerLedger ledger, boolean rolling) {
        this.api = api;
        this.ledger = ledger;
        boolean mayBeDropped = rolling && !ledger.entries().metadata().isEmpty();
        this.inMetadata = api.keepsMetadata() && !mayBeDropped;
    }

    /** For requests that concern no owner. */
    JetStreamApi api() {
        return api;
    }

    /** Every stream of the account. */
    List<StreamReport> all() {
        return api.streams().stream().map(this::owned).toList();
    }

    /** Exactly this stream with its consumers, or nothing. */
    Optional<StreamReport> one(String name) {
        return api.stream(name)
                .map(this::owned)
                .map(stream -> stream.withConsumers(
                        api.consumers(name).stream().map(ConsumerReport::of).toList()));
    }

    /** Its configuration, or nothing when it does not exist. */
    Optional<JsonNode> config(String name) {
        return api.stream(name).map(this::owned).map(StreamReport::config);
    }

    /** Records the owners of these before they are created: one write for all, where the ledger records them. */
    void announce(Stream<JsonNode> configs) {
        if (!inMetadata) {
            ledger.note(configs.toList());
        }
    }

    /** Creates an announced stream asynchronously. */
    CompletableFuture<CreateResult> create(JsonNode config) {
        return api.createStreamAsync(config);
    }

    CreateResult update(JsonNode config) {
        announce(Stream.of(config));
        return api.updateStream(config);
    }

    /** Changes nothing but the metadata: a stream that keeps none is not changed. */
    CreateResult mark(JsonNode config) {
        if (inMetadata) {
            return api.updateStream(config);
        }
        ledger.note(List.of(config));
        return new CreateResult.Made();
    }

    boolean delete(String name) {
        boolean was = api.deleteStream(name);
        struck.add(name);
        return was;
    }

    /** The streams that the ledger need not record: they are gone, or can carry their owner themselves. */
    Set<String> outdated(DesiredStreams desired, ActualStreams actual) {
        return inMetadata
                ? ledger.entries().metadata().keySet()
                : ledger.entries().stale(desired, actual);
    }

    /** The owner of such a stream according to the ledger. */
    StreamOwner noted(String name) {
        return ledger.entries().owner(name).orElseThrow();
    }

    /**
     * Ends the ledger entry of a stream: it is gone, or its metadata record the owner from now on. One that exists after all and
     * keeps no metadata stays in the ledger.
     *
     * @return why the servers refuse the metadata
     */
    Optional<CreateResult.Refused> settle(String name) {
        Optional<JsonNode> live = config(name);
        if (live.isPresent()) {
            if (!inMetadata) {
                return Optional.empty();
            }
            if (api.updateStream(live.get()) instanceof CreateResult.Refused refused) {
                return Optional.of(refused);
            }
        }
        struck.add(name);
        return Optional.empty();
    }

    /** Deleted or settled streams that are still in the ledger: one set, or none. */
    List<Set<String>> struck() {
        Set<String> present = new TreeSet<>(struck);
        present.retainAll(ledger.entries().metadata().keySet());
        return present.isEmpty() ? List.of() : List.of(present);
    }

    /** Removes these from the ledger, in one write. */
    void strike(Set<String> names) {
        ledger.strike(names);
    }

    private StreamReport owned(JsonNode info) {
        StreamReport stream = StreamReport.of(info);
        return stream.withConfig(ledger.entries().onto(stream.config()));
    }
}
