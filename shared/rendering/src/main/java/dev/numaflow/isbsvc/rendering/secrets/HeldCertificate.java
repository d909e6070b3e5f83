package dev.numaflow.isbsvc.rendering.secrets;

import java.time.Duration;
import java.time.Instant;

/** A certificate of the server Secret: who made it, and how long it is valid. */
public record HeldCertificate(Maker maker, Instant begins, Instant ends) {

    private static final int PARTS = 3;
    private static final int USED = 2;

    /** Who made a certificate, as far as the Secret itself proves it. */
    public enum Maker {
        /** The authority whose key the Secret has. */
        AUTHORITY,
        /** Numaflow's controller, or an authority of ours whose key is gone. */
        EARLIER,
        /** It is a copy of the user's Secret. */
        COPY,
        /** Somebody who has put it there by hand; it is never replaced. */
        SOMEBODY
    }

    /** When it is to be renewed: at two thirds of its life. */
    public Instant renew() {
        return renew(begins, ends);
    }

    /** The same for any certificate. */
    public static Instant renew(Instant begins, Instant ends) {
        return begins.plus(Duration.between(begins, ends).dividedBy(PARTS).multipliedBy(USED));
    }

    /** Whether it is made here, and so renewed here. */
    public boolean isOurs() {
        return maker == Maker.AUTHORITY || maker == Maker.EARLIER;
    }

    boolean isDue(Instant now) {
        return isOurs() && !now.isBefore(renew());
    }
}
