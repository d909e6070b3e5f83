package dev.numaflow.isbsvc.rendering.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.secrets.CertificateState.Requested;
import dev.numaflow.isbsvc.rendering.secrets.HeldCertificate.Maker;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateDeciderTest {

    private static final Instant MADE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Instant LATE = MADE.plus(Duration.ofDays(250));
    private static final Set<CertificateKeys> BOTH = Set.of(CertificateKeys.values());
    private static final CertificateStep IDLE = new CertificateStep.Idle();

    private Maker client = Maker.AUTHORITY;
    private Maker cluster = Maker.AUTHORITY;
    private Optional<Instant> authorityRenew = Optional.of(MADE.plus(YEAR.multipliedBy(6)));
    private boolean isUsed = true;
    private boolean isAsStaged = true;
    private boolean inSteps;
    private int step;
    private Requested requested = new Requested.Nothing();
    private Optional<String> notLoaded = Optional.empty();

    @ParameterizedTest
    @CsvSource({"0, false", "243, false", "244, true", "364, true", "400, true"})
    void renewsAtTwoThirdsOfTheLifeUnderTheSameAuthority(int day, boolean due) {
        assertThat(next(MADE.plus(Duration.ofDays(day))))
                .isEqualTo(due ? new CertificateStep.Begin(BOTH, false, false, false) : IDLE);
    }

    @Test
    void anObstacleKeepsItFromBeginningAndNotFromGoingOn() {
        assertThat(next(true, LATE)).isEqualTo(IDLE);
        step = 1;
        assertThat(next(true, LATE)).isEqualTo(new CertificateStep.Issue());
    }

    @Test
    void certificatesOfAnAuthorityWhoseKeyIsGoneGetAnotherOneInSteps() {
        client = Maker.EARLIER;
        cluster = Maker.EARLIER;
        authorityRenew = Optional.empty();
        assertThat(next(LATE)).isEqualTo(new CertificateStep.Begin(BOTH, false, true, true));

        isUsed = false;
        assertThat(next(LATE))
                .as("no server loads them")
                .isEqualTo(new CertificateStep.Begin(BOTH, false, true, false));
    }

    @Test
    void anAuthorityThatNearsItsEndIsReplacedInSteps() {
        authorityRenew = Optional.of(LATE);
        assertThat(next(LATE)).isEqualTo(new CertificateStep.Begin(BOTH, false, true, true));
        assertThat(next(LATE.minusSeconds(1))).isEqualTo(new CertificateStep.Begin(BOTH, false, false, false));
    }

    @ParameterizedTest
    @CsvSource({"SOMEBODY, CLUSTER", "COPY, CLUSTER"})
    void whatSomebodyElseHasMadeIsNeverReplaced(Maker maker, CertificateKeys renewed) {
        client = maker;
        requested = maker == Maker.COPY ? new Requested.Same() : requested;
        assertThat(next(LATE)).isEqualTo(new CertificateStep.Begin(Set.of(renewed), false, false, false));
        cluster = Maker.SOMEBODY;
        assertThat(next(LATE)).isEqualTo(IDLE);
    }

    @Test
    void aUsersSecretIsTakenAtOnceWhereClientsTrustItAlreadyAndElseInSteps() {
        requested = new Requested.Other(true);
        assertThat(next(MADE)).isEqualTo(new CertificateStep.Begin(Set.of(), true, false, false));
        requested = new Requested.Other(false);
        assertThat(next(MADE)).isEqualTo(new CertificateStep.Begin(Set.of(), true, false, true));
        assertThat(next(LATE)).isEqualTo(new CertificateStep.Begin(Set.of(CertificateKeys.CLUSTER), true, false, true));
    }

    @Test
    void whatRunsStaysWhileTheUsersSecretCannotBeUsed() {
        client = Maker.COPY;
        requested = new Requested.Refused("x");
        assertThat(next(MADE)).isEqualTo(IDLE);
    }

    @Test
    void aCopyGoesWhenItsSecretIsNamedNoLonger() {
        client = Maker.COPY;
        assertThat(next(MADE)).isEqualTo(new CertificateStep.Begin(Set.of(CertificateKeys.CLIENT), false, false, true));
    }

    @ParameterizedTest
    @CsvSource({"1, step 2 of 3", "2, step 3 of 3"})
    void noStepIsTakenBeforeEveryServerHasLoadedTheOneBefore(int taken, String place) {
        step = taken;
        notLoaded = Optional.of("node n-js-2 has not");
        assertThat(next(LATE))
                .isEqualTo(new CertificateStep.Wait("change of certificates, " + place + ": node n-js-2 has not"));

        notLoaded = Optional.empty();
        assertThat(next(LATE)).isEqualTo(taken == 1 ? new CertificateStep.Issue() : new CertificateStep.Finish());
    }

    @Test
    void whatSomebodyHasPutInTheirPlaceMeanwhileStays() {
        step = 1;
        isAsStaged = false;
        assertThat(next(LATE)).isEqualTo(new CertificateStep.Abandon());
    }

    @ParameterizedTest
    @CsvSource({"350, false", "351, true", "400, true"})
    void inOtherStepsOnlyARenewalThatDisturbsNobodyBeginsInTheLastTwoWeeks(int day, boolean begins) {
        Instant now = MADE.plus(Duration.ofDays(day));
        inSteps = true;
        requested = new Requested.Other(false);
        assertThat(next(now)).isEqualTo(begins ? new CertificateStep.Begin(BOTH, false, false, false) : IDLE);

        authorityRenew = Optional.empty();
        assertThat(next(now)).as("in steps of its own").isEqualTo(IDLE);
        step = 1;
        assertThat(next(now)).as("has begun").isEqualTo(new CertificateStep.Issue());
    }

    private CertificateStep next(Instant now) {
        return next(false, now);
    }

    private CertificateStep next(boolean obstacle, Instant now) {
        CertificateState state = new CertificateState(
                isUsed,
                Map.of(
                        CertificateKeys.CLIENT,
                        new HeldCertificate(client, MADE, MADE.plus(YEAR)),
                        CertificateKeys.CLUSTER,
                        new HeldCertificate(cluster, MADE, MADE.plus(YEAR))),
                authorityRenew,
                step,
                isAsStaged,
                requested);
        return CertificateDecider.next(state, obstacle, inSteps, () -> notLoaded, now);
    }
}
