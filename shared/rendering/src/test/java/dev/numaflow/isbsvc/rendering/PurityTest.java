package dev.numaflow.isbsvc.rendering;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.UUID;

/** Invariant 3: rendering is pure. Same input, same bytes, and nothing else is needed to know them. */
@AnalyzeClasses(packagesOf = PurityTest.class, importOptions = ImportOption.DoNotIncludeTests.class)
class PurityTest {

    private static final String[] ALLOWED = {
        "java.lang",
        "java.lang.invoke",
        "java.lang.reflect",
        "java.lang.runtime",
        "java.math",
        "java.nio.charset",
        "java.security",
        "java.time",
        "java.util..",
        "com.fasterxml.jackson..",
        "org.yaml.snakeyaml..",
        "com.cronutils..",
        "io.fabric8.kubernetes.api..",
        "dev.numaflow.isbsvc.rendering.."
    };

    /** How a text is read from the class path or the memory; no file, no socket. */
    private static final DescribedPredicate<JavaClass> IN_MEMORY = resideInAnyPackage("java.io")
            .and(DescribedPredicate.describe(
                    "in memory", c -> !c.getSimpleName().startsWith("File")));

    @ArchTest
    static final ArchRule usesNoClientNoFileNoSocketNoLogger = noClasses()
            .should()
            .dependOnClassesThat(not(resideInAnyPackage(ALLOWED)).and(not(IN_MEMORY)))
            .because("what rendering needs it is given");

    @ArchTest
    static final ArchRule hasNoClockAndNoRandomness = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .dependOnClassesThat()
            .haveNameMatching(
                    "java\\.(util\\.(Random|concurrent\\.ThreadLocalRandom)|security\\.SecureRandom|time\\.Clock)");

    @ArchTest
    static final ArchRule readsNoEnvironment = noClasses()
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class);
}
