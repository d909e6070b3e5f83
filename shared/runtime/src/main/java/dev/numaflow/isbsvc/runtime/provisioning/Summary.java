package dev.numaflow.isbsvc.runtime.provisioning;

/**
 * What a look at the buffers of a service led to, in numbers of streams; consumers made anew count as one each.
 *
 * @param refused by us, because their names belong to others, or by the servers
 */
record Summary(int made, int present, int drifted, int refused, int removed) {

    @Override
    public String toString() {
        return made + " made, " + present + " present, " + drifted + " drifted, " + refused + " refused, " + removed
                + " removed";
    }
}
