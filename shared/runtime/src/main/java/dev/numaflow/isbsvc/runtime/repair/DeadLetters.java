package dev.numaflow.isbsvc.runtime.repair;

import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.event.Outcome;
import dev.numaflow.isbsvc.runtime.event.Pointer;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Reports events that no function could handle after all retries. The next tick finds what they were about, if it still matters.
 * Anyone can post a dead letter: it is reported on objects of ours only, at most once a minute for each, and never in words of its
 * sender.
 */
@Singleton
public class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    private final OwnObjects objects;
    private final EventRecorder recorder;
    private final DeadLetterCount count;

    @Inject
    public DeadLetters(OwnObjects objects, EventRecorder recorder, DeadLetterCount count) {
        this.objects = objects;
        this.recorder = recorder;
        this.count = count;
    }

    /** Records an Event on the object that the event was about, if it exists and is ours, and counts it. */
    public Outcome record(Pointer pointer, DeadLetter letter) {
        String message = "an event of type " + pointer.type().value() + " could not be handled: " + letter;
        LOG.warnf("%s: %s", pointer, message);
        count.add(letter);
        if (!pointer.isTick()) {
            objects.about(pointer.object())
                    .ifPresent(object ->
                            recorder.recordOnceAMinute(object, new EventMessage(Reason.EVENT_UNDELIVERED, message)));
        }
        return new Outcome.Done("recorded a dead letter");
    }

    /** Counts a dead letter that does not name its object. */
    public void count(DeadLetter letter) {
        LOG.warnf("an event that names no object could not be handled: %s", letter);
        count.add(letter);
    }
}
