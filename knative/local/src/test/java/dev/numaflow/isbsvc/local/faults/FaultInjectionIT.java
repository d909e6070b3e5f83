package dev.numaflow.isbsvc.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Of the even seeds. */
class FaultInjectionIT extends FaultInjectionOfSeeds {

    FaultInjectionIT() {
        super(0);
    }

    /** A test that cannot fail is worth nothing: where nobody repairs, faults decide the end. */
    @Test
    void withoutRepairItDoesDependOnThem() {
        assertThat(failure(disturbed(20).unrepaired())).contains("differs");
    }
}
