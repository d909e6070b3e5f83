package dev.numaflow.isbsvc.local.luck;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Of the even seeds. */
class LuckIT extends LuckOfSeeds {

    LuckIT() {
        super(0);
    }

    /** A test that cannot fail is worth nothing: where nobody repairs, luck decides. */
    @Test
    void withoutRepairItDoes() {
        assertThat(failure(disturbed(10).unrepaired())).contains("differs");
    }
}
