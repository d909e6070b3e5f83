package dev.numaflow.isbsvc.rendering.buffers;

/** The object for which streams exist. */
public record Owner(String kind, String namespace, String name) {

    @Override
    public String toString() {
        return kind + " " + namespace + "/" + name;
    }
}
