package dev.numaflow.isbsvc.runtime.provisioning;

import dev.numaflow.isbsvc.rendering.ownership.Demand;
import dev.numaflow.isbsvc.rendering.ownership.Findings;

/** One look at a service: what is asked of it, and what lies between that and what its servers hold. */
record Survey(Demand demand, Findings findings) {}
