package dev.numaflow.isbsvc.rendering;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Packages depend on each other in one direction, so that each can be read and changed without those above it. */
@AnalyzeClasses(packagesOf = PackageCyclesTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class PackageCyclesTest {

    /**
     * The only classes that close a cycle today: each is used below the package in which it is. It leaves this list when it moves, and
     * none is added.
     */
    private static final Set<String> IN_TOO_HIGH_A_PACKAGE =
            Set.of("Parsed", "Violation", "Warning", "Shown", "Digest", "StreamOwner");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("dev.numaflow.isbsvc.rendering.(*)..")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(
                    alwaysTrue(),
                    describe("in too high a package", c -> IN_TOO_HIGH_A_PACKAGE.contains(c.getSimpleName())));
}
