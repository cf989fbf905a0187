package io.farpage.chaos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The arrows between modules, and the rule that time, threads and randomness come in through ports. */
class ArchitectureTest {
    private static final String[] PORTS_ONLY = {
        "io.farpage.api..",
        "io.farpage.codec..",
        "io.farpage.store..",
        "io.farpage.replication..",
        "io.farpage.metadata..",
        "io.farpage.pager..",
        "io.farpage.structures.."
    };

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
            .importPackages("io.farpage");

    @Test
    void findsTheClassesThatItChecks() {
        for (String module :
                new String[] {"api", "codec", "store", "replication", "metadata", "pager", "structures", "server"}) {
            Assertions.assertThat(
                            classes.stream().filter(c -> c.getPackageName().startsWith("io.farpage." + module)))
                    .as(module)
                    .isNotEmpty();
        }
    }

    @Test
    void arrowsPointOneWay() {
        Architectures.layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.farpage..")
                .layer("api")
                .definedBy("io.farpage.api..")
                .layer("codec")
                .definedBy("io.farpage.codec..")
                .layer("store")
                .definedBy("io.farpage.store..")
                .layer("replication")
                .definedBy("io.farpage.replication..")
                .layer("metadata")
                .definedBy("io.farpage.metadata..")
                .layer("pager")
                .definedBy("io.farpage.pager..")
                .layer("structures")
                .definedBy("io.farpage.structures..")
                .layer("server")
                .definedBy("io.farpage.server..")
                .layer("chaos")
                .definedBy("io.farpage.chaos..")
                .whereLayer("api")
                .mayNotAccessAnyLayer()
                .whereLayer("codec")
                .mayNotAccessAnyLayer()
                .whereLayer("store")
                .mayOnlyAccessLayers("api")
                .whereLayer("replication")
                .mayOnlyAccessLayers("api", "codec")
                .whereLayer("metadata")
                .mayOnlyAccessLayers("api")
                .whereLayer("pager")
                .mayOnlyAccessLayers("api")
                .whereLayer("structures")
                .mayOnlyAccessLayers("api", "pager")
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("chaos")
                .check(classes);
    }

    @Test
    void timeThreadsAndRandomnessComeInThroughPorts() {
        noClasses()
                .that()
                .resideInAnyPackage(PORTS_ONLY)
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "ofPlatform")
                .orShould()
                .callMethod(Thread.class, "ofVirtual")
                .orShould()
                .callConstructor(Thread.class, Runnable.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.concurrent\\.(ThreadLocalRandom|Executors|ForkJoinPool)")
                .check(classes);
    }

    @Test
    void systemPropertiesAndTheEnvironmentAreReadInServerAlone() {
        noClasses()
                .that()
                .resideInAnyPackage(PORTS_ONLY)
                .should()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .check(classes);
    }
}
