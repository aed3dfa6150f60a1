package io.keelson.cli;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A module uses only modules on floors below its own; so do packages. See docs/architecture.md. */
class FloorsTest {
  private static final Path ROOT = Path.of(System.getProperty("keelson.root"));

  /** Artifact to floor. Every adapter stands on floor 4. */
  private static final Map<String, Integer> FLOORS =
      Map.of(
          "keelson-api", 0,
          "keelson-attribute-vocab", 1,
          "keelson-expression", 2,
          "keelson-adapter-sdk", 3,
          "keelson-template-codegen", 3,
          "keelson-mesh-config", 4,
          "keelson-mixer-server", 5,
          "keelson-envoy-filter-config", 5,
          "keelson-cli", 7,
          "keelson-bench", 8);

  /** Package root to floor, as the modules own them. */
  private static final List<Map.Entry<String, Integer>> PACKAGES =
      List.of(
          Map.entry("io.keelson.api.", 0),
          Map.entry("io.keelson.attribute.", 1),
          Map.entry("io.keelson.expression.", 2),
          Map.entry("io.keelson.adapter.", 3),
          Map.entry("io.keelson.codegen.", 3),
          Map.entry("io.keelson.adapters.", 4),
          Map.entry("io.keelson.config.", 4),
          Map.entry("io.keelson.mixer.", 5),
          Map.entry("io.keelson.envoy.", 5),
          Map.entry("io.keelson.cli.", 7),
          Map.entry("io.keelson.bench.", 8));

  private static JavaClasses classes;

  @BeforeAll
  static void readClasses() throws IOException {
    try (Stream<Path> folders = Files.walk(ROOT, 4)) {
      classes =
          new ClassFileImporter()
              .importPaths(
                  folders.filter(folder -> folder.endsWith(Path.of("target", "classes"))).toList());
    }
  }

  private static int floorOf(String artifact) {
    return artifact.startsWith("keelson-adapter-") && !artifact.equals("keelson-adapter-sdk")
        ? 4
        : FLOORS.getOrDefault(artifact, -1);
  }

  private static int floorOf(JavaClass type) {
    return PACKAGES.stream()
        .filter(entry -> type.getName().startsWith(entry.getKey()))
        .mapToInt(Map.Entry::getValue)
        .findFirst()
        .orElse(-1);
  }

  @Test
  void modulesDependOnlyOnFloorsBelow() throws Exception {
    var violations = new ArrayList<String>();
    var seen = new ArrayList<String>();
    for (Path pom : poms()) {
      Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
      String module = child(xml.getDocumentElement(), "artifactId");
      seen.add(module);
      int floor = floorOf(module);
      NodeList dependencies = xml.getElementsByTagName("dependency");
      for (int i = 0; i < dependencies.getLength(); i++) {
        var dependency = (Element) dependencies.item(i);
        String artifact = child(dependency, "artifactId");
        boolean ours = "io.keelson".equals(child(dependency, "groupId"));
        boolean test = "test".equals(child(dependency, "scope"));
        if (ours && !test && floor >= 0 && floorOf(artifact) >= floor) {
          violations.add(module + " uses " + artifact + ", which is not on a floor below it");
        }
      }
    }
    assertThat(seen).contains("keelson-api", "keelson-mixer-server", "keelson-adapter-denier");
    assertThat(violations).isEmpty();
  }

  private static List<Path> poms() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 3)) {
      return files
          .filter(file -> file.endsWith("pom.xml") && !file.toString().contains("target"))
          .filter(file -> !file.equals(ROOT.resolve("pom.xml")))
          .filter(file -> !file.equals(ROOT.resolve("adapters/pom.xml")))
          .toList();
    }
  }

  private static String child(Element element, String name) {
    for (var node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        return node.getTextContent().strip();
      }
    }
    return "";
  }

  @Test
  void classesUseOnlyPackagesOfTheirFloorAndBelow() {
    var violations = new ArrayList<String>();
    var floors = new java.util.TreeSet<Integer>();
    for (JavaClass type : classes) {
      int floor = floorOf(type);
      floors.add(floor);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        int target = floorOf(dependency.getTargetClass());
        boolean sameFloorElsewhere =
            target == floor && !sameModule(type, dependency.getTargetClass());
        if (floor >= 0 && (target > floor || sameFloorElsewhere)) {
          violations.add(dependency.getDescription());
        }
      }
    }
    assertThat(floors).as("floors that classes were found on").contains(0, 1, 2, 3, 4, 5, 7);
    assertThat(violations).isEmpty();
  }

  /**
   * On floors 3, 4 and 5 stand several modules that do not know each other, save that mesh-config
   * reads the SDK below it.
   */
  private static boolean sameModule(JavaClass from, JavaClass to) {
    return prefix(from).equals(prefix(to));
  }

  private static String prefix(JavaClass type) {
    String[] parts = type.getPackageName().split("\\.");
    int depth = type.getName().startsWith("io.keelson.adapters.") ? 4 : 3;
    return String.join(".", List.of(parts).subList(0, Math.min(depth, parts.length)));
  }

  @Test
  void packagesOfTheServerFormNoCycles() {
    slices().matching("io.keelson.mixer.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void packagesOfTheConfigurationFormNoCycles() {
    slices().matching("io.keelson.config.(*)..").should().beFreeOfCycles().check(classes);
  }
}
