package dev.numaflow.isbsvc.rendering.secrets;

import dev.numaflow.isbsvc.rendering.secrets.CertificateState.Requested;
import dev.numaflow.isbsvc.rendering.secrets.HeldCertificate.Maker;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides the next step of a change of certificates from the live Secrets and the servers alone. A server never gets a certificate that
 * another one may not trust yet, and trusts the authority of before until no server presents a certificate of it.
 */
public final class CertificateDecider {

    /** How messages about a change that is under way begin. */
    public static final String PLACE = "change of certificates, step %d of 3: ";

    private CertificateDecider() {}

    /** What only the servers know; asked where it decides. */
    public interface Servers {

        /** Why not every server has loaded the certificates of the Secret yet; empty where all have. */
        Optional<String> notLoaded();
    }

    /**
     * The next step; after it, what is live decides again.
     *
     * @param obstacle whether something keeps a change from beginning now; what has begun goes on
     * @param inSteps whether something else of the service is being changed: of what has not begun, only that may which disturbs no
     *     server, and cannot wait
     */
    public static CertificateStep next(
            CertificateState state, boolean obstacle, boolean inSteps, Servers servers, Instant now) {
        if (state.step() == 0) {
            return obstacle ? new CertificateStep.Idle() : inSteps ? urgent(state, now) : begin(state, now);
        }
        if (!state.isAsStaged()) {
            return new CertificateStep.Abandon();
        }
        Optional<String> notLoaded = state.isUsed() ? servers.notLoaded() : Optional.empty();
        if (notLoaded.isPresent()) {
            return new CertificateStep.Wait(PLACE.formatted(state.step() + 1) + notLoaded.get());
        }
        return state.step() == 1 ? new CertificateStep.Issue() : new CertificateStep.Finish();
    }

    private static CertificateStep urgent(CertificateState state, Instant now) {
        boolean isLastCall = ours(state, false)
                .anyMatch(group ->
                        CertificateNotes.isLastCall(state.held().get(group).ends(), now));
        return begin(state.withoutRequest(), now) instanceof CertificateStep.Begin begin
                        && isLastCall
                        && !begin.staged()
                        && !begin.newAuthority()
                ? begin
                : new CertificateStep.Idle();
    }

    private static CertificateStep begin(CertificateState state, Instant now) {
        boolean takes = state.requested() instanceof Requested.Other;
        Set<CertificateKeys> made = due(state, takes, now);
        boolean newAuthority =
                !made.isEmpty() && state.authorityRenew().filter(now::isBefore).isEmpty();
        if (newAuthority) {
            // The key of the one before is gone with this, so all that it has signed goes with it.
            ours(state, takes).forEach(made::add);
        }
        return made.isEmpty() && !takes
                ? new CertificateStep.Idle()
                : new CertificateStep.Begin(made, takes, newAuthority, isStaged(state, made, newAuthority));
    }

    private static Set<CertificateKeys> due(CertificateState state, boolean takes, Instant now) {
        Set<CertificateKeys> due = ours(state, takes)
                .filter(group -> state.held().get(group).isDue(now))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(CertificateKeys.class)));
        boolean isCopyOfNothing = state.requested() instanceof Requested.Nothing
                && state.of(CertificateKeys.CLIENT)
                        .filter(held -> held.maker() == Maker.COPY)
                        .isPresent();
        if (isCopyOfNothing) {
            due.add(CertificateKeys.CLIENT);
        }
        return due;
    }

    private static Stream<CertificateKeys> ours(CertificateState state, boolean takes) {
        return Stream.of(CertificateKeys.values())
                .filter(group -> !takes || group != CertificateKeys.CLIENT)
                .filter(group -> state.of(group).filter(HeldCertificate::isOurs).isPresent());
    }

    /** Those of the authority that is trusted already disturb nobody, nor does what no server loads. */
    private static boolean isStaged(CertificateState state, Set<CertificateKeys> made, boolean newAuthority) {
        boolean othersSigned =
                made.stream().anyMatch(group -> state.held().get(group).maker() != Maker.AUTHORITY);
        boolean takesOthers = state.requested() instanceof Requested.Other other && !other.sameAuthority();
        return state.isUsed() && (newAuthority || othersSigned || takesOthers);
    }
}
