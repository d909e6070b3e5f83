package dev.numaflow.isbsvc.local.node;

import dev.numaflow.isbsvc.local.Progress;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;

/** What every pod of the node shares. */
record PodContext(KubernetesClient client, Folders folders, Path server, Hosts hosts, Progress progress) {}
