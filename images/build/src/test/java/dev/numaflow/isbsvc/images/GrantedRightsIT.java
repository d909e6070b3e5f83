package dev.numaflow.isbsvc.images;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.numaflow.isbsvc.testkit.Manifests;
import dev.numaflow.isbsvc.testkit.Repository;
import dev.numaflow.isbsvc.testkit.UsedRights;
import dev.numaflow.isbsvc.testkit.UsedRights.Right;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In the last module of the build, when the tests of all others have run. */
class GrantedRightsIT {

    private static final List<String> FUNCTIONS =
            List.of("creation", "update", "encryption-guard", "provisioning", "health", "deletion", "repair");

    @Test
    void everyGrantedRightWasUsedByATestOrItIsReportedWhatNeedsIt() throws IOException {
        Set<Right> used = UsedRights.all();
        assumeTrue(
                used.stream().map(Right::function).collect(Collectors.toSet()).containsAll(FUNCTIONS),
                "only some of the modules' tests have run since the last mvn clean");

        Set<String> unused = new TreeSet<>();
        for (String function : FUNCTIONS) {
            granted(function)
                    .filter(right -> !used.contains(right))
                    .map(Right::toString)
                    .forEach(unused::add);
        }
        assertThat(unused).isSubsetOf(explained());
    }

    private static Stream<Right> granted(String function) {
        return Manifests.objects(Manifests.text("knative/manifests/base/" + function + ".yaml")).stream()
                .flatMap(GrantedRightsIT::rules)
                .flatMap(rule -> rights(function, rule));
    }

    private static Stream<PolicyRule> rules(Object object) {
        if (object instanceof ClusterRole role) {
            return role.getRules().stream();
        }
        return object instanceof Role role ? role.getRules().stream() : Stream.empty();
    }

    private static Stream<Right> rights(String function, PolicyRule rule) {
        return rule.getApiGroups().stream().flatMap(group -> rule.getResources().stream()
                .flatMap(resource -> rule.getVerbs().stream().map(verb -> new Right(function, verb, group, resource))));
    }

    /** Each line of the file is a right and, behind {@code #}, what needs it. */
    private static Set<String> explained() throws IOException {
        Path file = Repository.file("images/build/src/test/resources/rights-without-a-test.txt");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .peek(line -> assertThat(line).contains(" # "))
                    .map(line -> line.substring(0, line.indexOf(" # ")))
                    .collect(toCollection(TreeSet::new));
        }
    }
}
