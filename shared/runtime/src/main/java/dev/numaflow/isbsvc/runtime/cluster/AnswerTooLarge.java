package dev.numaflow.isbsvc.runtime.cluster;

/** The API server answers with more than we hold in memory: of a list, fewer objects at a time are asked for. */
final class AnswerTooLarge extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AnswerTooLarge(int mostBytes) {
        super("the API server's answer has more than " + mostBytes + " bytes");
    }
}
