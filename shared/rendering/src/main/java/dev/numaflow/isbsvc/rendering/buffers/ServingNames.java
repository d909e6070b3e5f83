package dev.numaflow.isbsvc.rendering.buffers;

/** The names of a ServingPipeline's streams and stores, exactly as in Numaflow; none contains the namespace. */
record ServingNames(String servingPipeline) {

    String pipeline() {
        return "s-" + servingPipeline;
    }

    String sourceStream() {
        return "serving-source-" + servingPipeline;
    }

    String callbackStore() {
        return store() + "_SERVING_CALLBACK_STORE";
    }

    String responseStore() {
        return store() + "_SERVING_RESPONSE_STORE";
    }

    String statusStore() {
        return store() + "_SERVING_STATUS_STORE";
    }

    private String store() {
        return "serving-store-" + servingPipeline;
    }
}
