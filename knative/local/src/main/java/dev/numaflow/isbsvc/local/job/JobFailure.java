package dev.numaflow.isbsvc.local.job;

import java.util.List;

/** Rejected input, or a goal that was not reached: the reasons, one line each. */
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
