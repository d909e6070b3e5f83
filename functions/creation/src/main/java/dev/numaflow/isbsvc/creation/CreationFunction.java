package dev.numaflow.isbsvc.creation;

import io.quarkus.funqy.Funq;
import io.quarkus.funqy.knative.events.CloudEvent;
import io.quarkus.funqy.knative.events.CloudEventBuilder;

/** Probe. */
public class CreationFunction {
    @Funq
    public CloudEvent<byte[]> creation(CloudEvent<byte[]> event) {
        return CloudEventBuilder.create()
                .type("x")
                .source("y")
                .build("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
