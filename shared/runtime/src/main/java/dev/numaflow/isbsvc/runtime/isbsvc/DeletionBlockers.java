package dev.numaflow.isbsvc.runtime.isbsvc;

import java.util.Optional;

/** Knows what a service holds that must not be deleted with it, although no Pipeline refers to the service. */
public interface DeletionBlockers {

    /** Why the service may not be deleted yet, and what to do, or nothing. It may ask the servers, and writes nothing. */
    Optional<String> of(LiveService service);

    /** How much is deleted with the service, or why that is not known; nothing where it stores nothing, or all of it stays. */
    Optional<String> contents(LiveService service);
}
