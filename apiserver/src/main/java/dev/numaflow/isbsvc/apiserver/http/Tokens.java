package dev.numaflow.isbsvc.apiserver.http;

import dev.numaflow.isbsvc.apiserver.rest.Failures;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Maps bearer tokens to users. A request without a token is the administrator's. */
public final class Tokens {
    private static final String ADMIN = "admin";
    private static final String SCHEME = "Bearer ";
    private static final int BYTES = 32;

    private final Map<String, Issued> issued = new ConcurrentHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    public Tokens(Clock clock) {
        this.clock = clock;
    }

    private record Issued(String user, Instant expires) {}

    /** A new token for a service account. */
    public String issue(String namespace, String serviceAccount, Instant expires) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        issued.put(token, new Issued("system:serviceaccount:" + namespace + ":" + serviceAccount, expires));
        return token;
    }

    String user(String authorization) {
        if (!authorization.startsWith(SCHEME)) {
            return ADMIN;
        }
        Issued token = issued.get(authorization.substring(SCHEME.length()).trim());
        if (token == null || token.expires().isBefore(clock.instant())) {
            throw Failures.unauthorized();
        }
        return token.user();
    }
}
