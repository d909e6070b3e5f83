package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.report.Progress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** The context that all pods of the node share. */
record PodContext(KubernetesClient client, Folders folders, Path server, Hosts hosts, Progress progress) {}
