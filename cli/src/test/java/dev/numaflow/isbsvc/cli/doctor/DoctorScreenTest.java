package dev.numaflow.isbsvc.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorScreenTest {

    @Test
    void saysOnceWhatIsToBeDoneAboutSeveralFindings() {
        String screen = DoctorScreen.print(List.of(
                Finding.warning("roles", "one is not as shipped", "apply them"),
                Finding.warning("roles", "another is not as shipped", "apply them"),
                Finding.ok("clock", "is ready"),
                Finding.problem("triggers", "one is missing", "apply them")));

        assertThat(screen)
                .isEqualTo(
                        """
                        warning  roles: one is not as shipped
                        warning  roles: another is not as shipped
                                 -> apply them
                        ok       clock: is ready
                        problem  triggers: one is missing
                                 -> as above
                        1 ok, 2 warnings, 1 problems
                        """);
    }
}
