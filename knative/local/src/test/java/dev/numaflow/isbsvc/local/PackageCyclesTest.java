package dev.numaflow.isbsvc.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Packages depend on each other in one direction, so that each can be read and changed without those above it. */
@AnalyzeClasses(packagesOf = PackageCyclesTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class PackageCyclesTest {

    private static final String LOCAL = "dev.numaflow.isbsvc.local";

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching(LOCAL + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingUsesTheCommands = noClasses()
            .that()
            .resideInAPackage(LOCAL + ".*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(LOCAL);
}
