package dev.numaflow.isbsvc.runtime.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.rendering.ownership.BreakingDrift;
import dev.numaflow.isbsvc.rendering.ownership.StreamAction.Reset;
import dev.numaflow.isbsvc.rendering.servers.ConsumerAhead;
import dev.numaflow.isbsvc.rendering.servers.ConsumerReport;
import dev.numaflow.isbsvc.rendering.servers.SetBack;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.nats.CreateResult;
import dev.numaflow.isbsvc.runtime.nats.JetStreamApi;
import dev.numaflow.isbsvc.runtime.nats.NatsUnavailable;
import java.time.Instant;
import java.util.Optional;

/**
 * Sets back consumers that are ahead of their streams, so that they deliver what is stored. The leaders of consumer and stream are
 * queried again right before; a consumer is deleted only where the servers have no other way, and only once it is known where the
 * next one starts.
 */
final class ConsumerRepair {

    private final JetStreamApi api;
    private final ServiceLease.Held lease;
    private final Optional<Instant> unchangedSince;

    /** @param unchangedSince the time before which every message was stored that the streams held when they lost their end */
    ConsumerRepair(JetStreamApi api, ServiceLease.Held lease, Optional<Instant> unchangedSince) {
        this.api = api;
        this.lease = lease;
        this.unchangedSince = unchangedSince;
    }

    /** What the leaders report right before the repair. */
    private record Exact(ConsumerAhead ahead, JsonNode stream) {

        long first() {
            return Math.max(1, stream.at("/state/first_seq").asLong());
        }

        long position(boolean isTheSame) {
            return SetBack.position(
                    first(), ahead.lastSequence(), ahead.consumer().position().acknowledged(), isTheSame);
        }
    }

    /** The servers' answer, and the message from which the consumer delivers now. */
    private record Done(CreateResult answer, long position) {}

    Outcomes repair(Reset reset, Outcomes outcomes) {
        Optional<Exact> exact = exact(reset.ahead());
        if (exact.isEmpty()) {
            return outcomes;
        }
        long position = exact.get().position(isTheSame(exact.get()));
        lease.check();
        Optional<Done> done = setBack(exact.get(), position);
        if (done.isEmpty()) {
            return outcomes.add(Reason.BUFFERS_DRIFTED, left(exact.get().ahead()));
        }
        String message = message(exact.get().ahead(), done.get().position());
        outcomes.add(done.get().answer(), reset.reason(), message);
        return done.get().answer() instanceof CreateResult.Made
                        && exact(reset.ahead()).isPresent()
                ? outcomes.add(new NatsUnavailable(message + ", and has not taken effect yet"))
                : outcomes;
    }

    /** The consumer first: what was delivered to it by then is in the stream afterwards, unless the stream has lost it. */
    private Optional<Exact> exact(ConsumerAhead seen) {
        Optional<ConsumerReport> consumer =
                api.consumer(seen.stream(), seen.consumer().name()).map(ConsumerReport::of);
        Optional<JsonNode> stream = api.stream(seen.stream());
        if (consumer.isEmpty() || stream.isEmpty()) {
            return Optional.empty();
        }
        long last = stream.get().at("/state/last_seq").asLong();
        return consumer.filter(live -> live.isAheadOf(last))
                .map(live -> new Exact(new ConsumerAhead(seen.stream(), live, last), stream.get()));
    }

    /** Sequences are assigned again to new messages, so the last one acknowledged must be older than the loss. */
    private boolean isTheSame(Exact exact) {
        long acknowledged = exact.ahead().consumer().position().acknowledged();
        return acknowledged == 0
                || unchangedSince
                        .filter(since -> api.storedAt(exact.ahead().stream(), acknowledged)
                                .filter(stored -> stored.isBefore(since))
                                .isPresent())
                        .isPresent();
    }

    /** Nothing where the consumer can only be left as it is. */
    private Optional<Done> setBack(Exact exact, long position) {
        if (api.setsConsumersBack()) {
            // Refused where it was created with a later start, on older servers: then it is deleted and created again.
            CreateResult answer = api.resetConsumer(
                    exact.ahead().stream(), exact.ahead().consumer().name(), position);
            if (!(answer instanceof CreateResult.Refused)) {
                return Optional.of(new Done(answer, position));
            }
        }
        return BreakingDrift.consumerCanBeMadeAnew(exact.stream().path("config"))
                ? Optional.of(makeAgain(exact, position))
                : Optional.empty();
    }

    /** With a start that the stream accepts: a refusal after the deletion would leave the buffer without its consumer. */
    private Done makeAgain(Exact exact, long position) {
        ConsumerReport consumer = exact.ahead().consumer();
        boolean fromTheFirst = SetBack.onlyFromTheFirst(exact.stream().path("config"));
        JsonNode config = fromTheFirst
                ? SetBack.configFromTheFirst(consumer.config())
                : SetBack.config(consumer.config(), position);
        api.deleteConsumer(exact.ahead().stream(), consumer.name());
        CreateResult answer = api.createConsumer(exact.ahead().stream(), config);
        return new Done(answer, fromTheFirst ? exact.first() : position);
    }

    private static String message(ConsumerAhead ahead, long position) {
        return "stream " + ahead.stream() + ": " + ahead.message()
                + ": the servers have lost messages in an unclean stop; the consumer is set back and delivers from message "
                + position + " on, some perhaps a second time";
    }

    private static String left(ConsumerAhead ahead) {
        return "stream " + ahead.stream() + ": " + ahead.message()
                + "; it is left: these servers can only make it again, and the stream keeps messages for its consumers alone, so"
                + " they would be lost. Update the servers to NATS 2.14 or newer";
    }
}
