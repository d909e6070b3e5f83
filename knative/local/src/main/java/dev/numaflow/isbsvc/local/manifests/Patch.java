package dev.numaflow.isbsvc.local.manifests;

import java.util.List;

/** A patch of existing documents. One that matches none is rejected: it would be a typing error. */
interface Patch {

    List<Document> applyTo(List<Document> documents);
}
