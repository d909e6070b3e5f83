package dev.numaflow.isbsvc.rendering.config;

/** One version of NATS JetStream that the platform team offers: the images and the start command. */
public record JetStreamVersion(
        String version,
        String natsImage,
        String metricsExporterImage,
        String configReloaderImage,
        String startCommand) {}
