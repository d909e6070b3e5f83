package dev.numaflow.isbsvc.apiserver.rest;

import java.util.ArrayList;
import java.util.List;

/** The options of a write, and the warnings that it returns. */
public record WriteOptions(
        String fieldManager,
        boolean dryRun,
        FieldValidation fieldValidation,
        boolean force,
        boolean patch,
        List<String> warnings) {

    /** The handling of unknown fields. */
    public enum FieldValidation {
        Ignore,
        Warn,
        Strict
    }

    /** For a write by the server itself. */
    static WriteOptions internal(boolean dryRun) {
        return new WriteOptions("isbsvc-apiserver", dryRun, FieldValidation.Ignore, true, false, new ArrayList<>());
    }
}
