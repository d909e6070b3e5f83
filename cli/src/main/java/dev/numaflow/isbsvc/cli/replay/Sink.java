package dev.numaflow.isbsvc.cli.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.ApiKind;
import dev.numaflow.isbsvc.cli.access.Installed;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.runtime.broker.Addressable;
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

    /** The file with the token that each request carries; empty if none. */
    default String tokenFile() {
        return "";
    }

    /** The broker of the command line, and the file with the token for it; empty if it asks for none. */
    static Sink at(URI broker, String tokenFile) {
        return new DirectSink(broker, tokenFile);
    }

    /** The broker in the functions' namespace, by its status; a cluster-internal address is reached through the API server. */
    static Reached<Sink> ofCluster(Api api, String namespace) {
        String path = new ApiKind(Installed.EVENTING, "Broker", namespace).path(Installed.BROKER);
        return api.get(path).then(broker -> of(api, broker));
    }

    private static Reached<Sink> of(Api api, JsonNode broker) {
        return Addressable.of(broker.path("status"))
                .map(address -> of(api, address))
                .orElseGet(() -> Reached.not("it has no address yet; see: kubectl isbsvc doctor"));
    }

    /** The broker at this address, unless it demands a token: the API server's proxy takes that of a request for its own. */
    static Reached<Sink> of(Api api, Addressable address) {
        if (!address.audience().isEmpty()) {
            return Reached.not("it demands a token for " + address.audience()
                    + ", which does not pass the API server's proxy; see --token-file");
        }
        URI url = address.url();
        return Reached.of(ProxiedSink.isInternal(url) ? new ProxiedSink(api, url) : new DirectSink(url, ""));
    }
}
