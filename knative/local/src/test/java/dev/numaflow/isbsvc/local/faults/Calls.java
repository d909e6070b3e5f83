package dev.numaflow.isbsvc.local.faults;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How events reach functions. */
interface Calls {

    /** More calls of others than any look makes. */
    int IMMORTAL = Integer.MAX_VALUE;

    /**
     * Lets a function handle an event.
     *
     * @param life after so many calls of the API server or of nats-servers its process is killed
     * @return its reply
     * @throws ProcessKilled when the process has ended in the midst of it
     * @throws RuntimeException when the function asks for another try
     */
    Optional<Message> call(String function, Message message, int life);

    /** What was posted to the broker since this was asked last, in an order that depends on nothing. */
    List<Message> posted();

    /** So much time goes by. */
    void pass(Duration time);
}
