package dev.numaflow.isbsvc.runtime.cluster;

import java.util.HashMap;
import java.util.Map;

/** Decides which objects of one list are kept whole: all small ones, and large ones up to one limit for a namespace and one in all. */
final class ObjectSizes {

    /**
     * From this size on the tree of an object counts as large: a Pipeline of several hundred vertices, some fifty times an ordinary
     * one.
     */
    static final int LARGE = 512 << 10;

    /** Bytes of all large trees of one namespace. */
    static final int OF_A_NAMESPACE = 32 << 20;

    /** Bytes of all large trees of a list: a fifth of the memory of the function that holds most lists at once. */
    static final int OF_A_LIST = 64 << 20;

    private final Map<String, Integer> namespaces = new HashMap<>();
    private int all;

    /** Whether one more large object of this namespace is kept whole; if so, it is counted. */
    boolean fits(String namespace, int bytes) {
        int before = namespaces.getOrDefault(namespace, 0);
        boolean fits = bytes <= OF_A_NAMESPACE - before && bytes <= OF_A_LIST - all;
        if (fits) {
            namespaces.put(namespace, before + bytes);
            all += bytes;
        }
        return fits;
    }
}
