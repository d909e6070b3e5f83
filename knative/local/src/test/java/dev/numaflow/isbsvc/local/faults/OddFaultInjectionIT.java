package dev.numaflow.isbsvc.local.faults;

/** Of the odd seeds. */
class OddFaultInjectionIT extends FaultInjectionOfSeeds {

    OddFaultInjectionIT() {
        super(1);
    }
}
