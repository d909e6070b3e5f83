package dev.numaflow.isbsvc.local.luck;

/** Of the odd seeds. */
class OddLuckIT extends LuckOfSeeds {

    OddLuckIT() {
        super(1);
    }
}
