package dev.numaflow.isbsvc.local.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostsTest {
    private static final PodHost FIRST = new PodHost("data", "p-0", "svc");
    private static final PodHost SECOND = new PodHost("data", "p-1", "svc");

    @TempDir
    Path folder;

    @Test
    void aServiceNameLeadsToEachOfItsPods() throws Exception {
        Hosts hosts = Hosts.in(folder);
        String first = hosts.publish(FIRST);
        String second = hosts.publish(SECOND);

        assertThat(Files.readAllLines(hosts.file()))
                .contains(
                        "127.0.0.1 localhost",
                        first + " p-0.svc.data.svc p-0.svc.data.svc.cluster.local",
                        first + " svc.data.svc svc.data.svc.cluster.local",
                        second + " svc.data.svc svc.data.svc.cluster.local");
        assertThat(hosts.addresses("data", "svc")).containsExactly(first, second);
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void aPodHasItsAddressBeforeItRunsAndWhenItComesBack() throws Exception {
        Hosts hosts = Hosts.in(folder);
        String promised = hosts.addressOf("p-0.svc.data.svc.cluster.local");

        assertThat(hosts.publish(FIRST)).isEqualTo(promised);
        hosts.withdraw(FIRST);
        assertThat(Files.readString(hosts.file())).doesNotContain(promised);
        assertThat(hosts.publish(FIRST)).isEqualTo(promised);
    }
}
