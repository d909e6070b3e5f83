package dev.numaflow.isbsvc.local.manifests;

import java.util.List;

/** A change to documents that are there already. One that changes none is refused: it would be a typing error. */
interface Patch {

    List<Document> applyTo(List<Document> documents);
}
