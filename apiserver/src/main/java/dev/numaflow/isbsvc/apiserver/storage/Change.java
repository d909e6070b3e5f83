package dev.numaflow.isbsvc.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One write: the states before and after, one of them null for a creation or deletion. */
public record Change(long revision, ObjectKey key, ObjectNode before, ObjectNode after) {}
