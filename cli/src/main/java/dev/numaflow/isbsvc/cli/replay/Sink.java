package dev.numaflow.isbsvc.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Installed;
import dev.numaflow.isbsvc.cli.access.Reached;
import java.net.URI;
import java.util.Map;

/** The receiver of replayed events, and the route to it. */
public sealed interface Sink permits DirectSink, ProxiedSink {

    /** Posts an event in binary mode; the status is the broker's own. */
    Reached<Api.Answer> post(Map<String, String> headers, byte[] body);

    /** A line that describes the route of events. */
    String describe();

    /** The command to run before a request can be repeated by hand; empty if none. */
    String preparation();

    /** The address to post to by hand. */
    String address();

    /** The broker of the command line. */
    static Sink at(URI broker) {
        return new DirectSink(broker);
    }

    /** The broker in the functions' namespace, by its status; a cluster-internal address is reached through the API server. */
    static Reached<Sink> ofCluster(Api api, String namespace) {
        String path = new ApiKind(Installed.EVENTING, "Broker", namespace).path(Installed.BROKER);
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
