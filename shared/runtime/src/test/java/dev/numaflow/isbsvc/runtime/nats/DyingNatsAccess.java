package dev.numaflow.isbsvc.runtime.nats;

import dev.numaflow.isbsvc.rendering.children.AuthConf.Credentials;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.runtime.DyingCluster;
import dev.numaflow.isbsvc.runtime.cluster.Cluster;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that dies as soon as a server has got its n-th request, before it sees the answer. */
public final class DyingNatsAccess extends NatsAccess {

    private final AtomicInteger requestsLeft;

    public DyingNatsAccess(Cluster cluster, int requestsLeft) {
        super(cluster);
        this.requestsLeft = new AtomicInteger(requestsLeft);
    }

    @Override
    Connection open(Names names, String url, Credentials credentials, Verified verified)
            throws AuthenticationException {
        Connection real = super.open(names, url, credentials, verified);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Object answer = invoke(real, method, arguments);
                    boolean isRequest = method.getName().startsWith("request")
                            || method.getName().startsWith("publish");
                    if (isRequest && requestsLeft.decrementAndGet() < 0) {
                        real.close();
                        throw new DyingCluster.Death();
                    }
                    return answer;
                });
    }

    private static Object invoke(Connection real, java.lang.reflect.Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
