package dev.numaflow.isbsvc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.numaflow.isbsvc.cli.access.ClusterAccess;
import dev.numaflow.isbsvc.cli.access.Reached;
import dev.numaflow.isbsvc.cli.live.LiveBuffers;
import dev.numaflow.isbsvc.cli.live.LiveBuffersReader;
import dev.numaflow.isbsvc.cli.live.LiveBuffersText;
import dev.numaflow.isbsvc.cli.print.JsonPrinter;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.ownership.LivePipelines;
import dev.numaflow.isbsvc.rendering.ownership.PipelineRef;
import dev.numaflow.isbsvc.runtime.provisioning.PipelineSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Prints the actual buffers of services, and returns whether they are as desired. */
record LiveComparison(ClusterAccess access, Console console, boolean json) {

    /** Of one service, for the live Pipelines. */
    int of(Names service, ControllerConfig config) {
        return show(List.of(service), List.of(), config);
    }

    /** Of every service that the given Pipelines use, as if they were applied. */
    int of(List<Manifest> written, ControllerConfig config) {
        List<JsonNode> trees = written.stream().map(Manifest::tree).toList();
        List<PipelineRef> pipelines = LivePipelines.of(trees).pipelines();
        pipelines.stream()
                .filter(each -> !each.user().instance().equals(config.instance()))
                .forEach(
                        each -> console.warn(each.owner() + " belongs to another instance, and asks for nothing here"));
        List<Names> services = pipelines.stream()
                .map(each -> new Names(each.owner().namespace(), each.user().serviceName()))
                .distinct()
                .toList();
        return show(services, trees, config);
    }

    private int show(List<Names> services, List<JsonNode> written, ControllerConfig config) {
        LiveBuffersReader reader = new LiveBuffersReader(access.api(), access.objects(), config.instance());
        List<LiveBuffers> read = new ArrayList<>();
        boolean failed = false;
        for (Names names : services) {
            Reached<LiveBuffers> service = pipelines(names, written).then(all -> reader.read(names, all));
            if (service.came()) {
                read.add(service.value());
            } else {
                console.error("InterStepBufferService " + names + ": " + service.why());
                failed = true;
            }
        }
        if (!read.isEmpty()) {
            console.out().print(json ? JsonPrinter.print(Map.of("services", read)) : LiveBuffersText.print(read));
            console.out().flush();
        }
        return failed ? ExitCode.FAILURE : exitCode(read);
    }

    private Reached<LivePipelines> pipelines(Names service, List<JsonNode> written) {
        return access.api()
                .reach(() -> new PipelineSource(access.objects()).in(service.namespace()))
                .map(live -> live.withWritten(written).in(service.namespace()));
    }

    /** What was not reached may differ, so the comparison is incomplete. */
    private static int exitCode(List<LiveBuffers> services) {
        if (services.stream().anyMatch(service -> !service.notReached().isEmpty())) {
            return ExitCode.FAILURE;
        }
        return services.stream().allMatch(LiveBuffers::good) ? ExitCode.GOOD : ExitCode.CHANGES;
    }
}
