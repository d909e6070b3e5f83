package dev.numaflow.isbsvc.local.job;

import java.util.List;

/** Input that was refused, or a goal that was not reached: what a person is told, a line each. */
public final class JobFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> reasons;

    public JobFailure(List<String> reasons) {
        super(String.join("; ", reasons));
        this.reasons = List.copyOf(reasons);
    }

    public List<String> reasons() {
        return reasons;
    }
}
