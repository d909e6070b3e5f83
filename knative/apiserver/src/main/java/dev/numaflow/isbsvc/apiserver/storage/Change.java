package dev.numaflow.isbsvc.apiserver.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One write: the states before and after, of which one is null when the object was created or deleted. */
public record Change(long revision, ObjectKey key, ObjectNode before, ObjectNode after) {}
