package dev.numaflow.isbsvc.apiserver.rest;

import dev.numaflow.isbsvc.apiserver.http.ApiRequest;
import dev.numaflow.isbsvc.apiserver.rest.WriteOptions.FieldValidation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads write options from a request and rejects invalid ones. */
final class Options {
    private static final int MANAGER_LENGTH = 128;

    private Options() {}

    static WriteOptions of(ApiRequest request, boolean apply) {
        String manager = request.query().getOrDefault("fieldManager", "");
        if (apply && manager.isEmpty()) {
            throw Failures.invalidOptions(
                    "PatchOptions", Violation.required("fieldManager", "is required for apply patch"));
        }
        if (!apply && request.query().containsKey("force")) {
            throw Failures.invalidOptions(
                    "PatchOptions", Violation.forbidden("force", "may not be specified for non-apply patch"));
        }
        return new WriteOptions(
                manager.isEmpty() ? userAgent(request) : manager,
                dryRun(request),
                fieldValidation(request.query().getOrDefault("fieldValidation", "")),
                request.flag("force"),
                request.method().equals("PATCH"),
                new ArrayList<>());
    }

    static boolean dryRun(ApiRequest request) {
        String value = request.query().getOrDefault("dryRun", "");
        if (!List.of("", "All").contains(value)) {
            throw Failures.invalidOptions(
                    "PatchOptions", Violation.unsupported("dryRun", "[\"" + value + "\"]", "\"All\""));
        }
        return value.equals("All");
    }

    private static FieldValidation fieldValidation(String name) {
        return Arrays.stream(FieldValidation.values())
                .filter(each -> each.name().equals(name.isEmpty() ? "Warn" : name))
                .findFirst()
                .orElseThrow(() -> Failures.invalidOptions(
                        "PatchOptions",
                        Violation.unsupported(
                                "fieldValidation", "\"" + name + "\"", "\"\", \"Ignore\", \"Strict\", \"Warn\"")));
    }

    private static String userAgent(ApiRequest request) {
        String name = request.headers().userAgent().split("/")[0];
        return name.isEmpty() ? "unknown" : name.substring(0, Math.min(name.length(), MANAGER_LENGTH));
    }
}
