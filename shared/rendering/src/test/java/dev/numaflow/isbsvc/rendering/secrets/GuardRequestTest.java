package dev.numaflow.isbsvc.rendering.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.numaflow.isbsvc.rendering.children.AuthConf;
import dev.numaflow.isbsvc.rendering.secrets.GuardRequest.Edit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which of the user, a release and what is live decides about deletions by clients. */
class GuardRequestTest {

    private static final String PLAIN = "accounts { js { jetstream: true, users: [ {user: u, pass: p} ] } }";
    private static final String GUARDED = AuthConf.withGuard(PLAIN, true).orElseThrow();
    private static final Optional<Boolean> NOTHING = Optional.empty();

    @Test
    void whereNothingIsAskedWhatIsThereStays() {
        GuardRequest nothing = new GuardRequest(NOTHING, false, false);

        assertThat(nothing.edit(PLAIN, "")).isEqualTo(new Edit.None());
        assertThat(nothing.edit(GUARDED, "")).isEqualTo(new Edit.None());
        assertThat(nothing.edit(PLAIN, GuardRequest.FOR_USER))
                .as("let through, and the annotation taken away")
                .isEqualTo(new Edit.None());
    }

    @Test
    void theUserHasItAddedAndRemoved() {
        assertThat(guarded(asking(true).edit(PLAIN, ""))).contains(true);
        assertThat(asking(true).edit(GUARDED, "")).isEqualTo(new Edit.None());
        assertThat(asking(false).edit(GUARDED, ""))
                .isInstanceOfSatisfying(
                        Edit.Write.class, write -> assertThat(write.mark()).isEqualTo(GuardRequest.FOR_USER));
        assertThat(asking(false).edit(PLAIN, "")).isEqualTo(new Edit.None());
    }

    /** Whatever the user asks for: nobody takes it out later. */
    @Test
    void aReleaseTakesItOutAndGivesItBackWhenItIsTakenBack() {
        for (Optional<Boolean> asked : List.of(NOTHING, Optional.of(true), Optional.of(false))) {
            assertThat(new GuardRequest(asked, true, true).edit(GUARDED, ""))
                    .isInstanceOfSatisfying(
                            Edit.Write.class, write -> assertThat(write.mark()).isEqualTo(GuardRequest.FOR_RELEASE));
            assertThat(new GuardRequest(asked, true, false).edit(PLAIN, GuardRequest.FOR_RELEASE))
                    .as("something holds a release whose last roll is under way: %s", asked)
                    .isEqualTo(new Edit.None());
        }
        assertThat(new GuardRequest(NOTHING, true, false).edit(GUARDED, ""))
                .as("a release that is held changes nothing")
                .isEqualTo(new Edit.None());
        assertThat(guarded(new GuardRequest(NOTHING, false, false).edit(PLAIN, GuardRequest.FOR_RELEASE)))
                .contains(true);
        assertThat(new GuardRequest(Optional.of(false), false, false).edit(PLAIN, GuardRequest.FOR_RELEASE))
                .as("the user has said otherwise meanwhile")
                .isEqualTo(new Edit.None());
    }

    @Test
    void whatCannotBeReadIsNotWritten() {
        String foreign = "include ./accounts.conf";

        assertThat(asking(true).edit(foreign, "")).isEqualTo(new Edit.Impossible(true));
        assertThat(asking(false).edit(foreign, "")).isEqualTo(new Edit.None());
        assertThat(new GuardRequest(NOTHING, true, true).edit(foreign, "")).isEqualTo(new Edit.None());
        assertThat(new GuardRequest(NOTHING, true, true).edit(GUARDED + foreign, ""))
                .isEqualTo(new Edit.Impossible(false));
    }

    @Test
    void printsNoPassword() {
        assertThat(asking(true).edit(PLAIN, "").toString()).doesNotContain("pass");
    }

    private static GuardRequest asking(boolean guarded) {
        return new GuardRequest(Optional.of(guarded), false, false);
    }

    private static Optional<Boolean> guarded(Edit edit) {
        return AuthConf.isGuarded(((Edit.Write) edit).auth(), true);
    }
}
