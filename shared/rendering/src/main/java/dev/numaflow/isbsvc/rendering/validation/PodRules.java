package dev.numaflow.isbsvc.rendering.validation;

import dev.numaflow.isbsvc.rendering.model.ContainerTemplate;
import dev.numaflow.isbsvc.rendering.model.JetStreamSpec;
import dev.numaflow.isbsvc.rendering.model.ProbeTimes;
import java.util.List;
import java.util.Set;

/** Decides about the values that go into the pods. What only the API server knows, it judges when the pods are made. */
final class PodRules {

    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");

    /** Arguments that would replace what the rendered configuration says: where it lies, who may connect, where data is kept. */
    private static final Set<String> RENDERED = Set.of(
            "c",
            "config",
            "a",
            "addr",
            "net",
            "p",
            "port",
            "m",
            "http_port",
            "ms",
            "https_port",
            "P",
            "pid",
            "n",
            "name",
            "server_name",
            "sd",
            "store_dir",
            "js",
            "jetstream",
            "user",
            "pass",
            "auth",
            "routes",
            "cluster",
            "cluster_name",
            "cluster_listen",
            "cluster_advertise",
            "no_advertise",
            "tls",
            "tlscert",
            "tlskey",
            "tlscacert",
            "tlsverify",
            "sl",
            "signal",
            "t",
            "v",
            "version",
            "h",
            "help");

    private final String path;
    private final List<Violation> violations;

    PodRules(String path, List<Violation> violations) {
        this.path = path;
        this.violations = violations;
    }

    void check(JetStreamSpec spec) {
        oneOf(DNS_POLICIES, spec.dnsPolicy(), "dnsPolicy");
        checkStartArgs(spec.startArgsOrEmpty());
        checkContainer("containerTemplate", spec.containerTemplateOrEmpty());
        checkContainer("reloaderContainerTemplate", spec.reloaderContainerTemplateOrEmpty());
        checkContainer("metricsContainerTemplate", spec.metricsContainerTemplateOrEmpty());
    }

    private void checkStartArgs(List<String> args) {
        for (int i = 0; i < args.size(); i++) {
            String flag = args.get(i).replaceFirst("^--?", "").replaceFirst("=.*", "");
            if (args.get(i).startsWith("-") && RENDERED.contains(flag)) {
                add(
                        "startArgs[" + i + "]",
                        "-" + flag,
                        "arguments for debugging and tracing, such as -DV; the"
                                + " configuration, addresses, credentials and storage are set by the service's other fields");
            }
        }
    }

    private void checkContainer(String field, ContainerTemplate template) {
        oneOf(PULL_POLICIES, template.imagePullPolicy(), field + ".imagePullPolicy");
        checkProbe(field + ".readinessProbe", template.readinessProbe());
        checkProbe(field + ".livenessProbe", template.livenessProbe());
    }

    private void checkProbe(String field, ProbeTimes times) {
        if (times != null) {
            atLeast(0, times.initialDelaySeconds(), field + ".initialDelaySeconds");
            atLeast(1, times.timeoutSeconds(), field + ".timeoutSeconds");
            atLeast(1, times.periodSeconds(), field + ".periodSeconds");
            atLeast(1, times.successThreshold(), field + ".successThreshold");
            atLeast(1, times.failureThreshold(), field + ".failureThreshold");
        }
    }

    private void atLeast(int least, Integer found, String field) {
        if (found != null && found < least) {
            add(field, found.toString(), "a whole number from " + least + " on");
        }
    }

    private void oneOf(List<String> allowed, String found, String field) {
        if (found != null && !allowed.contains(found)) {
            add(field, "\"" + found + "\"", "one of " + String.join(", ", allowed));
        }
    }

    private void add(String field, String found, String allowed) {
        violations.add(new Violation(path + "." + field, found, allowed));
    }
}
