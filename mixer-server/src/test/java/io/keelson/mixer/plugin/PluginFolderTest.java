package io.keelson.mixer.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.adapter.Adapter;
import io.keelson.config.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFolderTest {
  private static final SdkVersion SDK = SdkVersion.parse("0.1.0");

  @TempDir Path folder;

  private static PluginJar good(String name) {
    return new PluginJar(name).adapter("test." + name + ".A", name, "", "\"does " + name + "\"");
  }

  private PluginFolder load() {
    return PluginFolder.load(folder, SDK);
  }

  private static List<String> names(PluginFolder plugins) {
    return plugins.installed().all().stream().map(InstalledAdapter::name).toList();
  }

  /** Loads a bad plugin beside a good one, and gives why it was refused. */
  private String refusal() {
    good("good").jar(folder.resolve("good.jar"));
    try (PluginFolder plugins = load()) {
      assertThat(names(plugins)).containsExactly("good");
      List<Diagnostic> diagnostics = plugins.installed().diagnostics();
      assertThat(diagnostics).hasSize(1);
      assertThat(diagnostics.getFirst().code()).isEqualTo("plugin-refused");
      assertThat(diagnostics.getFirst().origin().location()).contains("bad");
      return diagnostics.getFirst().reason();
    }
  }

  @Test
  void everyJarAndZipIsAPlugin() {
    good("one").jar(folder.resolve("one.jar"));
    good("two").zip(folder.resolve("two.zip"));

    try (PluginFolder plugins = load()) {
      assertThat(plugins.installed().diagnostics()).isEmpty();
      assertThat(names(plugins)).containsExactly("one", "two");
      InstalledAdapter one = plugins.installed().find("one");
      assertThat(one.version()).isEqualTo("1.2.3");
      assertThat(one.provider()).isEqualTo("Tests");
      assertThat(one.origin()).isEqualTo("one.jar");
      assertThat(one.description()).isEqualTo("does one");
      assertThat(one.templates()).containsExactly("checknothing");
    }
  }

  @Test
  void aPluginMayHoldSeveralAdapters() {
    new PluginJar("pair")
        .adapter("test.A", "first", "", "\"\"")
        .adapter("test.B", "second", "", "\"\"")
        .jar(folder.resolve("pair.jar"));

    try (PluginFolder plugins = load()) {
      assertThat(names(plugins)).containsExactly("first", "second");
      assertThat(plugins.all()).hasSize(2);
      assertThat(plugins.find("second").info().name()).isEqualTo("second");
      assertThat(plugins.find("third")).isNull();
    }
  }

  @Test
  void aPluginSeesTheSdkAndItsOwnClassesOnly() {
    new PluginJar("curious")
        .adapter(
            "test.A",
            "curious",
            "",
            "seen(\"io.vertx.core.Vertx\") + seen(\"io.keelson.mixer.MixerRuntime\")"
                + " + seen(\"io.keelson.config.snapshot.Snapshot\")"
                + " + seen(\"ch.qos.logback.classic.Logger\") + seen(\"org.pf4j.Plugin\")"
                + " + \" \" + seen(\"io.keelson.attribute.IpAddress\")"
                + " + seen(\"org.slf4j.Logger\") + seen(\"com.google.protobuf.Message\")"
                + " + \" \" + seen(\"test.A\")")
        .jar(folder.resolve("curious.jar"));

    try (PluginFolder plugins = load()) {
      assertThat(plugins.find("curious").info().description())
          .isEqualTo("hiddenhiddenhiddenhiddenhidden sharedsharedshared own");
    }
  }

  @Test
  void aPluginsOwnLibraryIsNotTheServers() {
    new PluginJar("own")
        .source("org.pf4j.Plugin", "package org.pf4j; public class Plugin {}")
        .adapter("test.A", "own", "", "seen(\"org.pf4j.Plugin\")")
        .jar(folder.resolve("own.jar"));

    try (PluginFolder plugins = load()) {
      assertThat(plugins.find("own").info().description()).isEqualTo("own");
    }
  }

  @Test
  void aPluginsFileMayBeReplacedWhileItIsInUse() throws IOException {
    new PluginJar("late")
        .source("test.Late", "package test; public class Late {}")
        .adapter("test.A", "late", "", "seen(\"test.Late\")")
        .jar(folder.resolve("late.jar"));

    try (PluginFolder plugins = load()) {
      Files.writeString(folder.resolve("late.jar"), "overwritten");

      assertThat(plugins.find("late").info().description()).isEqualTo("own");
    }
  }

  @Test
  void aConstructorThatThrowsIsRefused() {
    new PluginJar("bad")
        .adapter("test.A", "bad", "if (true) throw new Exception(\"no licence\");", "\"\"")
        .jar(folder.resolve("bad.jar"));

    assertThat(refusal()).contains("no licence");
  }

  @Test
  void aNameThatIsThereAlreadyIsRefused() {
    good("same").jar(folder.resolve("a.jar"));
    new PluginJar("other").adapter("test.A", "same", "", "\"\"").jar(folder.resolve("bad.jar"));

    try (PluginFolder plugins = load()) {
      assertThat(names(plugins)).containsExactly("same");
      assertThat(plugins.installed().find("same").origin()).isEqualTo("a.jar");
      assertThat(plugins.installed().diagnostics().getFirst().reason())
          .isEqualTo("its adapter 'same' is already there, from a.jar");
    }
  }

  @Test
  void aPluginWithTwoAdaptersOfOneNameIsRefused() {
    new PluginJar("bad")
        .adapter("test.A", "twin", "", "\"\"")
        .adapter("test.B", "twin", "", "\"\"")
        .jar(folder.resolve("bad.jar"));

    assertThat(refusal()).contains("two adapters of the name 'twin'");
  }

  @Test
  void aPluginIdThatIsThereAlreadyIsRefused() {
    new PluginJar("good").adapter("test.A", "another", "", "\"\"").jar(folder.resolve("z-bad.jar"));

    assertThat(refusal()).isEqualTo("its Plugin-Id 'good' is already there, from good.jar");
  }

  @Test
  void aJarWithoutManifestAttributesIsRefused() {
    good("bad").manifest("Plugin-Id", null).jar(folder.resolve("bad.jar"));

    assertThat(refusal()).contains("Plugin-Id");
  }

  @Test
  void aJarWithoutVersionIsRefused() {
    good("bad").manifest("Plugin-Version", null).jar(folder.resolve("bad.jar"));

    assertThat(refusal()).contains("Plugin-Version");
  }

  @Test
  void aPluginForANewerSdkIsRefused() {
    good("bad").manifest("Plugin-Requires", "0.2.0").jar(folder.resolve("bad.jar"));

    assertThat(refusal())
        .isEqualTo(
            "it was built for adapter SDK 0.2.0, this server has 0.1.0: build it against"
                + " keelson-adapter-sdk 0.1.0");
  }

  @Test
  void aRequirementThatIsNoVersionIsRefused() {
    good("bad").manifest("Plugin-Requires", "soon").jar(folder.resolve("bad.jar"));

    assertThat(refusal()).contains("Plugin-Requires 'soon'");
  }

  @Test
  void aPluginThatDependsOnOthersIsRefused() {
    good("bad").manifest("Plugin-Dependencies", "good").jar(folder.resolve("bad.jar"));

    assertThat(refusal()).contains("stand alone");
  }

  @Test
  void aPluginWithoutAdapterIsRefused() {
    new PluginJar("bad").jar(folder.resolve("bad.jar"));

    assertThat(refusal()).contains("META-INF/services/io.keelson.adapter.Adapter");
  }

  @Test
  void aFileThatIsNoArchiveIsRefused() throws IOException {
    Files.writeString(folder.resolve("bad.jar"), "this is not a jar");

    assertThat(refusal()).contains("no readable jar or zip");
  }

  @Test
  void anAdapterNameThatIsNoLabelIsRefused() {
    new PluginJar("bad").adapter("test.A", "Bad_Name", "", "\"\"").jar(folder.resolve("bad.jar"));

    assertThat(refusal()).contains("DNS label");
  }

  @Test
  void aFolderThatIsNotThereIsADiagnostic() {
    try (PluginFolder plugins = PluginFolder.load(folder.resolve("nowhere"), SDK)) {
      assertThat(plugins.all()).isEmpty();
      assertThat(plugins.installed().diagnostics().getFirst().reason()).contains("does not exist");
    }
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    Files.writeString(folder.resolve("README.md"), "plugins go here");

    try (PluginFolder plugins = load()) {
      assertThat(plugins.installed().diagnostics()).isEmpty();
    }
  }

  @Test
  void closingRemovesTheCopies() {
    good("one").jar(folder.resolve("one.jar"));
    Path copies;
    try (PluginFolder plugins = load()) {
      Adapter<?> adapter = plugins.find("one");
      copies =
          Path.of(adapter.getClass().getProtectionDomain().getCodeSource().getLocation().getPath())
              .getParent();
      assertThat(copies).exists();
    }

    assertThat(copies).doesNotExist();
  }

  @Test
  void pluginsOfTheSameOrThePreviousMinorSdkAreAccepted() {
    SdkVersion server = SdkVersion.parse("0.3.1");

    assertThat(server.accepts(SdkVersion.parse("0.3.1-SNAPSHOT"))).isTrue();
    assertThat(server.accepts(SdkVersion.parse(">=0.3.0"))).isTrue();
    assertThat(server.accepts(SdkVersion.parse("0.2"))).isTrue();
    assertThat(server.accepts(SdkVersion.parse("0.1.9"))).isFalse();
    assertThat(server.accepts(SdkVersion.parse("0.3.2"))).isFalse();
    assertThat(server.accepts(SdkVersion.parse("1.0.0"))).isFalse();
    assertThat(SdkVersion.parse("2.5.0").accepts(SdkVersion.parse("2.0.0"))).isTrue();
    assertThat(SdkVersion.parse("2.5.0").accepts(SdkVersion.parse("1.9.0"))).isFalse();
  }

  @Test
  void theServerKnowsItsOwnSdk() {
    assertThat(SdkVersion.current()).isNotNull();
  }
}
