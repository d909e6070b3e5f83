package dev.numaflow.isbsvc.rendering.compare;

/** The path of a field in a tree. @param above the path of the object that holds the field; empty at the root */
record FieldPath(String above, String field) {

    String path() {
        return above.isEmpty() ? field : above + "." + field;
    }

    /** The name of the field that holds this one. */
    String parent() {
        return above.substring(above.lastIndexOf('.') + 1);
    }

    FieldPath element(int index) {
        return new FieldPath(above, field + "[" + index + "]");
    }
}
