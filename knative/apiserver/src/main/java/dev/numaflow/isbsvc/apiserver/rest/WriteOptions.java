package dev.numaflow.isbsvc.apiserver.rest;

import java.util.ArrayList;
import java.util.List;

/** How a client wants its write carried out, and the warnings it gets back. */
public record WriteOptions(
        String fieldManager,
        boolean dryRun,
        FieldValidation fieldValidation,
        boolean force,
        boolean patch,
        List<String> warnings) {

    /** What happens to fields that the schema does not know. */
    public enum FieldValidation {
        Ignore,
        Warn,
        Strict
    }

    /** Of a write that the server makes on its own account. */
    static WriteOptions internal(boolean dryRun) {
        return new WriteOptions("isbsvc-apiserver", dryRun, FieldValidation.Ignore, true, false, new ArrayList<>());
    }
}
