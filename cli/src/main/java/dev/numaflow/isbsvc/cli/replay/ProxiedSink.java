package dev.numaflow.isbsvc.cli.replay;

import dev.numaflow.isbsvc.cli.access.Api;
import dev.numaflow.isbsvc.cli.access.Reached;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A broker with an address inside the cluster, reached through the API server's proxy of its Service. */
record ProxiedSink(Api api, URI broker) implements Sink {

    private static final Pattern INTERNAL =
            Pattern.compile("(?<service>[^.]+)\\.(?<namespace>[^.]+)\\.svc(?:\\.[^:]*)?");
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Whether a host is a name of the cluster's DNS. */
    static boolean isInternal(URI address) {
        return address.getHost() != null && INTERNAL.matcher(address.getHost()).matches();
    }

    @Override
    public Reached<Api.Answer> post(Map<String, String> headers, byte[] body) {
        return api.post(path(), headers, body);
    }

    @Override
    public String describe() {
        return "broker " + broker + ", through the API server, because only pods know this name";
    }

    @Override
    public String preparation() {
        return "kubectl proxy --port=8001 &";
    }

    @Override
    public String address() {
        return "http://127.0.0.1:8001" + path();
    }

    /** The path of the API server's proxy. */
    String path() {
        Matcher host = INTERNAL.matcher(broker.getHost());
        if (!host.matches()) {
            throw new IllegalStateException(broker + " is no name of the cluster's DNS");
        }
        int standard = broker.getScheme().equals("https") ? HTTPS : HTTP;
        return "/api/v1/namespaces/%s/services/%s:%s:%d/proxy%s"
                .formatted(
                        host.group("namespace"),
                        broker.getScheme(),
                        host.group("service"),
                        broker.getPort() < 0 ? standard : broker.getPort(),
                        broker.getRawPath());
    }
}
