package dev.numaflow.isbsvc.apiserver.rest;

/** One cause of a 422: field, type and message. */
public record Violation(String field, Reason reason, String message) {

    /** The cause types of the API. */
    public enum Reason {
        FieldValueInvalid,
        FieldValueRequired,
        FieldValueForbidden,
        FieldValueNotSupported,
        FieldValueTypeInvalid,
        FieldValueDuplicate,
        FieldValueTooLong
    }

    /** A value that breaks a rule. */
    public static Violation invalid(String field, Object value, String rule) {
        return new Violation(field, Reason.FieldValueInvalid, "Invalid value: " + value + ": " + rule);
    }

    /** A value that is not among the supported ones. */
    public static Violation unsupported(String field, Object value, String supported) {
        return new Violation(
                field,
                Reason.FieldValueNotSupported,
                "Unsupported value: " + value + ": supported values: " + supported);
    }

    /** A required value that is absent. */
    public static Violation required(String field, String detail) {
        return new Violation(
                field, Reason.FieldValueRequired, "Required value" + (detail.isEmpty() ? "" : ": " + detail));
    }

    /** A change or combination that is not allowed. */
    public static Violation forbidden(String field, String detail) {
        return new Violation(field, Reason.FieldValueForbidden, "Forbidden: " + detail);
    }
}
