package io.keelson.mixer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packages of the server lie on floors: each uses those below it. */
class PackagesTest {
  private static JavaClasses server;

  @BeforeAll
  static void read() {
    server =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.keelson.mixer");
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("io.keelson.mixer.(*)..").should().beFreeOfCycles().check(server);
  }

  /** A package and those of the server that it may use. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "meter",
        "handler meter",
        "cache meter",
        "plugin",
        "routing handler meter",
        "dispatch routing handler cache meter",
        "overload meter monitoring",
      })
  void aPackageUsesWhatLiesBelowIt(String floor) {
    String[] packages = floor.split(" ");
    var allowed = new ArrayList<>(List.of("java..", "io.keelson.api..", "io.keelson.attribute.."));
    allowed.addAll(
        List.of(
            "io.keelson.expression..",
            "io.keelson.adapter..",
            "io.keelson.config..",
            "com.google.protobuf..",
            "org.slf4j.."));
    for (String name : packages) {
      allowed.add("io.keelson.mixer." + name + "..");
    }
    if (floor.equals("plugin")) {
      allowed.add("org.pf4j..");
    }
    classes()
        .that()
        .resideInAPackage("io.keelson.mixer." + packages[0] + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed.toArray(String[]::new))
        .check(server);
  }

  @Test
  void onlyDoorsAndTheServerKnowTheNetwork() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.keelson.mixer",
            "io.keelson.mixer.handler..",
            "io.keelson.mixer.routing..",
            "io.keelson.mixer.dispatch..",
            "io.keelson.mixer.cache..",
            "io.keelson.mixer.plugin..",
            "io.keelson.mixer.kit..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.vertx..", "io.netty..", "io.keelson.mixer.door..")
        .check(server);
  }

  @Test
  void dispatchKnowsNoDoor() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.keelson.mixer.door..", "io.keelson.mixer.server..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.keelson.mixer.door..")
        .check(server);
  }
}
