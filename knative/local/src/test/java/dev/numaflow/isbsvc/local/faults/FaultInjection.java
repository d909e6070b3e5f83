package dev.numaflow.isbsvc.local.faults;

import java.util.Random;

/**
 * What becomes of events on their way.
 *
 * @param drop how many of a hundred never arrive
 * @param repeat how many of a hundred arrive twice
 * @param delay how many of a hundred arrive after later ones
 * @param kill how many of a hundred looks end with the death of their process
 * @param tick after how many of a hundred acts repair looks in the midst of it all
 */
record FaultInjection(int drop, int repeat, int delay, int kill, int tick) {

    static final FaultInjection UNDISTURBED = new FaultInjection(0, 0, 0, 0, 0);

    private static final int ALL = 100;

    /** Every tenth seed loses every event. */
    static FaultInjection of(long seed) {
        Random random = new Random(seed);
        int drop = seed % 10 == 0 ? ALL : random.nextInt(90);
        return new FaultInjection(
                drop,
                random.nextInt(50),
                random.nextInt(60),
                seed % 3 == 0 ? random.nextInt(50) : 0,
                seed % 2 == 0 ? 20 : 0);
    }

    static boolean strikes(int ofHundred, Random random) {
        return random.nextInt(ALL) < ofHundred;
    }

    /** The same with so many looks of a hundred that end with the death of their process. */
    FaultInjection killing(int many) {
        return new FaultInjection(drop, repeat, delay, many, tick);
    }
}
