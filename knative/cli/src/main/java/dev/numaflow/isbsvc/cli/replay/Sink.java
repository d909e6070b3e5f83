package dev.numaflow.isbsvc.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Installed;
import dev.numaflow.isbsvc.cli.access.Reached;
import java.net.URI;
import java.util.Map;

/** Where events go, and the way there. */
public sealed interface Sink permits DirectSink, ProxiedSink {

    /** Posts an event in binary mode; the status is the broker's own. */
    Reached<Api.Answer> post(Map<String, String> headers, byte[] body);

    /** A line for people that says which way events take. */
    String describe();

    /** What a person has to run before a request can be repeated by hand; empty if nothing. */
    String preparation();

    /** The address to which that person posts. */
    String address();

    /** The broker that was named on the command line. */
    static Sink at(URI broker) {
        return new DirectSink(broker);
    }

    /** The system's own broker, by its status; an address that only pods can reach is reached through the API server. */
    static Reached<Sink> ofCluster(Api api) {
        String path = new ApiKind(Installed.EVENTING, "Broker", Installed.NAMESPACE).path(Installed.BROKER);
        return api.get(path).then(broker -> of(api, broker));
    }

    private static Reached<Sink> of(Api api, JsonNode broker) {
        String url = broker.at("/status/address/url").asText();
        if (url.isEmpty()) {
            return Reached.not("it has no address yet; see: kubectl isbsvc doctor");
        }
        URI address = URI.create(url);
        return Reached.of(ProxiedSink.isInternal(address) ? new ProxiedSink(api, address) : new DirectSink(address));
    }
}
