package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.model.Quantities;
import dev.numaflow.isbsvc.rendering.naming.Containers;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.naming.ServerEnv;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** The environment of a server: what its configuration refers to, and how much memory its runtime may take. */
final class MainEnv {

    private static final String MEMORY = "memory";

    /** Below the limit, so that the Go runtime collects garbage before the kernel kills the process. */
    private static final BigDecimal GO_SHARE = new BigDecimal("0.9");

    private MainEnv() {}

    static List<EnvVar> of(ValidService service, ResourceRequirements resources) {
        Names names = service.names();
        List<EnvVar> env = new ArrayList<>();
        env.add(field(ServerEnv.POD_NAME, "metadata.name"));
        env.add(value(ServerEnv.SERVER_NAME, "$(POD_NAME)"));
        env.add(field(ServerEnv.POD_NAMESPACE, "metadata.namespace"));
        env.add(value(ServerEnv.CLUSTER_ADVERTISE, "$(POD_NAME)." + names.headlessService() + ".$(POD_NAMESPACE).svc"));
        env.add(goMemoryLimit(resources));
        env.add(new EnvVarBuilder()
                .withName(ServerEnv.JS_KEY)
                .withNewValueFrom()
                .withNewSecretKeyRef(names.encryptionKey(), names.serverSecret(), null)
                .endValueFrom()
                .build());
        return env;
    }

    private static EnvVar goMemoryLimit(ResourceRequirements resources) {
        Quantity limit =
                resources.getLimits() == null ? null : resources.getLimits().get(MEMORY);
        BigDecimal bytes = limit == null
                ? BigDecimal.ZERO
                : Quantities.amount(limit).multiply(GO_SHARE).setScale(0, RoundingMode.DOWN);
        if (bytes.signum() > 0) {
            return value(ServerEnv.GOMEMLIMIT, bytes.toPlainString());
        }
        // Without a limit (zero counts as none) this is the node's allocatable memory.
        return new EnvVarBuilder()
                .withName(ServerEnv.GOMEMLIMIT)
                .withNewValueFrom()
                .withNewResourceFieldRef()
                .withContainerName(Containers.MAIN)
                .withResource("limits.memory")
                .withDivisor(new Quantity("0"))
                .endResourceFieldRef()
                .endValueFrom()
                .build();
    }

    private static EnvVar value(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef(null, path)
                .endValueFrom()
                .build();
    }
}
