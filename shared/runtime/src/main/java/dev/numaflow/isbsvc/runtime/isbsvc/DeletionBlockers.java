package dev.numaflow.isbsvc.runtime.isbsvc;

import dev.numaflow.isbsvc.rendering.ownership.DeletionRefusal;
import java.util.Optional;

/** Finds what a service stores that must not be deleted with it, although no Pipeline refers to the service. */
public interface DeletionBlockers {

    /** Why the service may not be deleted yet, and what to do, or nothing. It may query the servers, and writes nothing. */
    Optional<DeletionRefusal> of(LiveService service);

    /** How much is deleted with the service, or why that is unknown; nothing where it stores nothing, or all of it is retained. */
    Optional<String> contents(LiveService service);
}
