package dev.numaflow.isbsvc.rendering.secrets;

import java.util.Set;

/** What to do next about the certificates of a service. */
public sealed interface CertificateStep {

    /** They are as they should be, or wait for something that is reported elsewhere. */
    record Idle() implements CertificateStep {}

    /**
     * Others are made or taken.
     *
     * @param made those that are signed here
     * @param takes whether clients get the certificate of the user's Secret
     * @param newAuthority whether another authority signs them
     * @param staged whether the servers have to trust their authority first; else they take the place of the present ones at once
     */
    record Begin(Set<CertificateKeys> made, boolean takes, boolean newAuthority, boolean staged)
            implements CertificateStep {
        public Begin {
            made = Set.copyOf(made);
        }
    }

    /** Every server trusts both authorities: they get the other certificates. */
    record Issue() implements CertificateStep {}

    /** Every server has the other certificates: the authority of before is trusted no longer. */
    record Finish() implements CertificateStep {}

    /** Somebody has put other certificates into the Secret meanwhile: these stay, and what was prepared goes. */
    record Abandon() implements CertificateStep {}

    /** Nothing is done yet. @param message what it waits for, in words for users */
    record Wait(String message) implements CertificateStep {}
}
