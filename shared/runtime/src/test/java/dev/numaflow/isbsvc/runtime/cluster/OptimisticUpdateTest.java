package dev.numaflow.isbsvc.runtime.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OptimisticUpdateTest {

    private static final ObjectRef REF = new ObjectRef(ObjectKind.CONFIG_MAP, "team-a", "n");

    private final Iterator<Integer> reads = IntStream.iterate(1, i -> i + 1).iterator();
    private final List<Integer> attempts = new ArrayList<>();

    @Test
    void startsWithWhatWasReadAndReadsAgainOnlyAfterAConflict() {
        assertThat(update(1)).isEqualTo("written");
        assertThat(attempts).containsExactly(0);
        assertThat(reads.next()).as("no read").isEqualTo(1);
    }

    @Test
    void triesAsOftenAsThatWithANewReadEachTime() {
        assertThat(update(ConflictException.MAX_ATTEMPTS)).isEqualTo("written");
        assertThat(attempts).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void leavesTheRetryToTheBrokerThenAndReadsNothingForIt() {
        assertThatThrownBy(() -> update(ConflictException.MAX_ATTEMPTS + 1))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("in each of 5 attempts");
        assertThat(reads.next()).isEqualTo(ConflictException.MAX_ATTEMPTS);
    }

    private String update(int succeedsAt) {
        return OptimisticUpdate.of(REF, 0, reads::next, read -> {
            attempts.add(read);
            return attempts.size() == succeedsAt ? Optional.of("written") : Optional.empty();
        });
    }
}
