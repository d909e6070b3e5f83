package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.model.ContainerTemplate;
import dev.numaflow.isbsvc.rendering.naming.Annotations;
import dev.numaflow.isbsvc.rendering.naming.Paths;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.ArrayList;
import java.util.List;

/**
 * The pod template that Numaflow's controller renders of the same service: ours without what only this operator adds. A running
 * template that equals it was not changed by anybody, and differs from ours for no reason that lies in the spec.
 */
public final class NumaflowTemplate {

    /** As long as the lame duck mode of the servers. */
    private static final long GRACE_SECONDS = ServerConf.LAME_DUCK_SECONDS;

    private NumaflowTemplate() {}

    /** Its controller knows no other names than those at the creation. */
    public static PodTemplateSpec render(ValidService any) {
        ValidService service = any.withEncryption(0);
        return new PodTemplateSpecBuilder(PodTemplate.render(service))
                .editMetadata()
                .removeFromAnnotations(Annotations.START_SETTINGS)
                .endMetadata()
                .editSpec()
                .withTerminationGracePeriodSeconds(GRACE_SECONDS)
                .withTopologySpreadConstraints()
                .withContainers(main(service), reloader(service), metrics(service))
                .endSpec()
                .build();
    }

    private static Container main(ValidService service) {
        ContainerTemplate template = service.spec().containerTemplateOrEmpty();
        // Without a limit the variable refers to that of the container, as Numaflow's does in every case.
        List<EnvVar> env = new ArrayList<>(MainEnv.of(service, new ResourceRequirements()));
        env.addAll(template.envOrEmpty());
        return new ContainerBuilder(MainContainer.render(service))
                .withEnv(env)
                .withResources(template.resourcesOrEmpty())
                .withReadinessProbe(null)
                .withStartupProbe(Probes.numaflowStartup())
                .build();
    }

    private static Container reloader(ValidService service) {
        return new ContainerBuilder(ReloaderContainer.render(service))
                .withCommand(ReloaderContainer.command(List.of(Paths.CONFIG_FILE)))
                .withResources(service.spec().reloaderContainerTemplateOrEmpty().resourcesOrEmpty())
                .build();
    }

    private static Container metrics(ValidService service) {
        return new ContainerBuilder(MetricsContainer.render(service))
                .withResources(service.spec().metricsContainerTemplateOrEmpty().resourcesOrEmpty())
                .build();
    }
}
