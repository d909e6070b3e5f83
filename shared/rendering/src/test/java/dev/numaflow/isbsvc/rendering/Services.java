package dev.numaflow.isbsvc.rendering;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.numaflow.isbsvc.rendering.config.ControllerConfig;
import dev.numaflow.isbsvc.rendering.input.Parsed;
import dev.numaflow.isbsvc.rendering.validation.ServiceRules;
import dev.numaflow.isbsvc.rendering.validation.ValidService;

/** Services for tests, from the YAML of their spec. */
public final class Services {

    public static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Services() {}

    /** Reads and judges a service by name and spec; a missing node stands for no spec. */
    public static Parsed<ValidService> check(String name, JsonNode spec) {
        return check(name, spec, ControllerConfig.builtIn());
    }

    /** The same beside another configuration of the controller. */
    public static Parsed<ValidService> check(String name, JsonNode spec, ControllerConfig config) {
        var resource = YAML.createObjectNode()
                .put("apiVersion", "numaflow.numaproj.io/v1alpha1")
                .put("kind", "InterStepBufferService");
        resource.putObject("metadata")
                .put("name", name)
                .put("namespace", "data")
                .put("uid", "uid-1")
                .put("generation", 1);
        if (!spec.isMissingNode()) {
            resource.set("spec", spec);
        }
        return ServiceRules.check(resource, config);
    }

    /** A good service named default, from the fields of its {@code spec.jetstream} but for the version. */
    public static ValidService jetstream(String fields) {
        try {
            JsonNode spec = YAML.readTree("jetstream: {version: 2.12.7, " + fields + "}");
            return check("default", spec).value();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
