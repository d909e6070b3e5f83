package dev.numaflow.isbsvc.runtime.cluster;

/** An answer of the API server exceeds the memory limit: of a list, fewer objects are requested at a time. */
final class AnswerTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AnswerTooLarge(int mostBytes) {
        super("the API server's answer has more than " + mostBytes + " bytes");
    }
}
