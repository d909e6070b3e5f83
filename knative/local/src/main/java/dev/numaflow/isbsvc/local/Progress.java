package dev.numaflow.isbsvc.local;

/** Takes the story of the running system, a line at a time. */
@FunctionalInterface
public interface Progress {

    void say(String line);
}
