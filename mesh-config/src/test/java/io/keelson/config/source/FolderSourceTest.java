package io.keelson.config.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.resource.Resource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
  private static final FolderSource.Options OPTIONS =
      FolderSource.Options.DEFAULT.withDelay(Duration.ofMillis(30));

  private record Told(Collection<Resource> resources, List<Diagnostic> diagnostics) {
    /** Names with the values of {@code spec.v}, such as {@code a=1 b=2}. */
    String text() {
      var values = new TreeMap<String, Object>();
      resources.forEach(r -> values.put(r.key().name(), r.spec().get("v")));
      return values.entrySet().stream().map(Object::toString).collect(Collectors.joining(" "));
    }

    List<String> codes() {
      return diagnostics.stream().map(Diagnostic::code).toList();
    }
  }

  @TempDir Path temp;
  private Path root;
  private FolderSource source;
  private volatile Told told;
  private volatile int calls;

  @BeforeEach
  void createRoot() throws IOException {
    root = Files.createDirectory(temp.resolve("config"));
  }

  @AfterEach
  void closeSource() {
    if (source != null) {
      source.close();
    }
  }

  private void start() {
    start(root);
  }

  private void start(Path folder) {
    source = new FolderSource(folder, OPTIONS);
    source.start(
        (all, diagnostics) -> {
          told = new Told(List.copyOf(all), diagnostics);
          calls++;
        });
  }

  private static String rule(String name, int value) {
    return "kind: rule\nmetadata: {name: " + name + "}\nspec: {v: " + value + "}\n";
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void awaitText(String expected) {
    Await.until(
        () -> "resources " + expected + ", last told " + told.text() + " " + told.diagnostics(),
        () -> told.text().equals(expected));
  }

  private void awaitCodes(String... codes) {
    Await.until(
        () -> "diagnostics " + List.of(codes) + ", last told " + told.diagnostics(),
        () -> told.codes().equals(List.of(codes)));
  }

  @Test
  void firstLoadIsDoneWhenStartReturns() throws IOException {
    write(root.resolve("b.yaml"), rule("b", 2) + "---\n" + rule("c", 3));
    write(root.resolve("sub/deep/a.yml"), rule("a", 1));
    write(root.resolve("notes.txt"), rule("x", 9));
    write(root.resolve(".hidden.yaml"), rule("x", 9));
    write(root.resolve(".git/x.yaml"), rule("x", 9));
    start();
    assertThat(calls).isEqualTo(1);
    assertThat(told.text()).isEqualTo("a=1 b=2 c=3");
    assertThat(told.diagnostics()).isEmpty();
  }

  @Test
  void resourcesComeInLexicalOrderOfFiles() throws IOException {
    write(root.resolve("b.yaml"), rule("x", 2));
    write(root.resolve("a/z.yaml"), rule("x", 1));
    write(root.resolve("c.yaml"), rule("x", 3));
    start();
    assertThat(told.resources()).extracting(r -> r.spec().get("v")).containsExactly(1L, 2L, 3L);
  }

  @Test
  void seesWritesNewFilesAndDeletions() throws IOException {
    write(root.resolve("a.yaml"), rule("a", 1));
    start();
    write(root.resolve("a.yaml"), rule("a", 2));
    awaitText("a=2");
    write(root.resolve("b.yaml"), rule("b", 1));
    awaitText("a=2 b=1");
    Files.delete(root.resolve("a.yaml"));
    awaitText("b=1");
  }

  @Test
  void seesChangeOfSameSizeAndTime() throws IOException {
    Path file = root.resolve("a.yaml");
    write(file, rule("a", 1));
    var time = Files.getLastModifiedTime(file);
    start();
    write(file, rule("a", 2));
    Files.setLastModifiedTime(file, time);
    awaitText("a=2");
  }

  @Test
  void seesRenameAndReplace() throws IOException {
    write(root.resolve("a.yaml"), rule("a", 1));
    start();
    for (int i = 2; i < 6; i++) {
      Path swap = root.resolve(".a.yaml.swp");
      write(swap, rule("a", i));
      Files.move(
          swap,
          root.resolve("a.yaml"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      awaitText("a=" + i);
    }
    // as editors do that keep a backup: the file is moved away, then written anew
    Files.move(root.resolve("a.yaml"), root.resolve("a.yaml~"));
    write(root.resolve("a.yaml"), rule("a", 7));
    awaitText("a=7");
  }

  @Test
  void seesConfigMapSwapsAndReadsNothingTwice() throws IOException {
    write(root.resolve("..1/a.yaml"), rule("a", 1));
    write(root.resolve("..1/b.yaml"), rule("b", 1));
    Files.createSymbolicLink(root.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(root.resolve("a.yaml"), Path.of("..data/a.yaml"));
    Files.createSymbolicLink(root.resolve("b.yaml"), Path.of("..data/b.yaml"));
    start();
    assertThat(told.text()).isEqualTo("a=1 b=1");
    assertThat(told.resources()).hasSize(2);
    assertThat(source.filesRead()).isEqualTo(2);
    for (int i = 2; i < 6; i++) {
      write(root.resolve(".." + i + "/a.yaml"), rule("a", i));
      write(root.resolve(".." + i + "/b.yaml"), rule("b", i));
      Files.createSymbolicLink(root.resolve("..data_tmp"), Path.of(".." + i));
      Files.move(
          root.resolve("..data_tmp"), root.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
      Path old = root.resolve(".." + (i - 1));
      Files.delete(old.resolve("a.yaml"));
      Files.delete(old.resolve("b.yaml"));
      Files.delete(old);
      awaitText("a=" + i + " b=" + i);
      assertThat(told.diagnostics()).isEmpty();
    }
  }

  @Test
  void followsLinksToFilesOutside() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    write(outside.resolve("v1/a.yaml"), rule("a", 1));
    write(outside.resolve("v2/a.yaml"), rule("a", 2));
    Files.createSymbolicLink(outside.resolve("current"), Path.of("v1"));
    Files.createSymbolicLink(root.resolve("a.yaml"), outside.resolve("current/a.yaml"));
    start();
    assertThat(told.text()).isEqualTo("a=1");
    Files.createSymbolicLink(outside.resolve("next"), Path.of("v2"));
    Files.move(outside.resolve("next"), outside.resolve("current"), StandardCopyOption.ATOMIC_MOVE);
    awaitText("a=2");
    write(outside.resolve("v2/a.yaml"), rule("a", 3));
    awaitText("a=3");
  }

  @Test
  void fileReplacedByLinkAndBack() throws IOException {
    write(temp.resolve("target.yaml"), rule("a", 2));
    write(root.resolve("a.yaml"), rule("a", 1));
    start();
    Files.createSymbolicLink(root.resolve("swap"), temp.resolve("target.yaml"));
    Files.move(root.resolve("swap"), root.resolve("a.yaml"), StandardCopyOption.ATOMIC_MOVE);
    awaitText("a=2");
    write(temp.resolve("target.yaml"), rule("a", 3));
    awaitText("a=3");
    Files.delete(root.resolve("a.yaml"));
    write(root.resolve("a.yaml"), rule("a", 4));
    awaitText("a=4");
  }

  @Test
  void danglingLinkLosesNothingElse() throws IOException {
    Files.createSymbolicLink(root.resolve("a.yaml"), Path.of("nowhere.yaml"));
    Files.createSymbolicLink(root.resolve("loop.yaml"), Path.of("loop.yaml"));
    write(root.resolve("z.yaml"), rule("z", 1));
    start();
    assertThat(told.text()).isEqualTo("z=1");
    assertThat(told.codes()).containsExactly("dangling-link", "unreadable-file");
    assertThat(told.diagnostics().getFirst().origin().location()).isEqualTo("a.yaml");
    write(root.resolve("nowhere.yaml"), rule("a", 1));
    awaitText("a=1 z=1");
  }

  @Test
  void linkThatBeginsToDangleKeepsItsContentUntilItIsRemoved() throws IOException {
    write(temp.resolve("target.yaml"), rule("a", 1));
    Files.createSymbolicLink(root.resolve("a.yaml"), temp.resolve("target.yaml"));
    start();
    Files.delete(temp.resolve("target.yaml"));
    awaitCodes("dangling-link");
    assertThat(told.text()).isEqualTo("a=1");
    assertThat(told.diagnostics().getFirst().reason()).contains("keeps serving");
    Files.delete(root.resolve("a.yaml"));
    awaitText("");
    assertThat(told.codes()).isEmpty();
  }

  @Test
  void truncatedFileKeepsItsContentWithLineAndColumn() throws IOException {
    String good = rule("a", 1) + "---\n" + rule("b", 1);
    write(root.resolve("a.yaml"), good);
    start();
    write(root.resolve("a.yaml"), good.substring(0, good.lastIndexOf('}')));
    awaitCodes("unparsable-yaml");
    assertThat(told.text()).isEqualTo("a=1 b=1");
    assertThat(told.diagnostics().getFirst().reason())
        .contains("line 7")
        .contains("column")
        .contains("keeps serving");
    write(root.resolve("a.yaml"), rule("a", 2));
    awaitText("a=2");
    assertThat(told.codes()).isEmpty();
  }

  @Test
  void fileThatIsNotUtf8KeepsItsContent() throws IOException {
    write(root.resolve("a.yaml"), rule("a", 1));
    start();
    Files.write(root.resolve("a.yaml"), new byte[] {'a', ':', ' ', (byte) 0xFF, '\n'});
    awaitCodes("unreadable-file");
    assertThat(told.text()).isEqualTo("a=1");
  }

  @Test
  void brokenFileAtFirstLoadGivesItsGoodDocuments() throws IOException {
    write(root.resolve("a.yaml"), rule("a", 1) + "---\nkind: [\n---\n" + rule("b", 1));
    start();
    assertThat(told.text()).isEqualTo("a=1 b=1");
    assertThat(told.codes()).containsExactly("unparsable-yaml");
  }

  @Test
  void seesFoldersComeMoveAndGo() throws IOException {
    start();
    assertThat(told.text()).isEmpty();
    write(root.resolve("x/y/a.yaml"), rule("a", 1));
    awaitText("a=1");
    write(root.resolve("x/y/b.yaml"), rule("b", 1));
    awaitText("a=1 b=1");
    Files.move(root.resolve("x"), root.resolve("moved"));
    write(root.resolve("moved/y/c.yaml"), rule("c", 1));
    awaitText("a=1 b=1 c=1");
    write(root.resolve("moved/y/c.yaml"), rule("c", 2));
    awaitText("a=1 b=1 c=2");
    // the same name, another folder
    Files.move(root.resolve("moved"), temp.resolve("away"));
    write(root.resolve("moved/y/d.yaml"), rule("d", 1));
    awaitText("d=1");
    write(root.resolve("moved/y/d.yaml"), rule("d", 2));
    awaitText("d=2");
  }

  @Test
  void folderThatVanishesKeepsItsContentAndMayComeBack() throws IOException {
    write(root.resolve("a.yaml"), rule("a", 1));
    start();
    Files.move(root, temp.resolve("gone"));
    awaitCodes("folder-missing");
    assertThat(told.text()).isEqualTo("a=1");
    Files.createDirectory(root);
    awaitText("");
    write(root.resolve("b.yaml"), rule("b", 1));
    awaitText("b=1");
    assertThat(told.codes()).isEmpty();
  }

  @Test
  void folderMayComeAfterTheSource() throws IOException {
    Path later = temp.resolve("not/yet/there");
    start(later);
    assertThat(told.codes()).containsExactly("folder-missing");
    write(later.resolve("a.yaml"), rule("a", 1));
    awaitText("a=1");
    write(later.resolve("a.yaml"), rule("a", 2));
    awaitText("a=2");
  }

  @Test
  void rootMayBeALinkThatIsSwapped() throws IOException {
    write(temp.resolve("v1/a.yaml"), rule("a", 1));
    write(temp.resolve("v2/a.yaml"), rule("a", 2));
    Path link = temp.resolve("live");
    Files.createSymbolicLink(link, Path.of("v1"));
    start(link);
    assertThat(told.text()).isEqualTo("a=1");
    Files.createSymbolicLink(temp.resolve("next"), Path.of("v2"));
    Files.move(temp.resolve("next"), link, StandardCopyOption.ATOMIC_MOVE);
    awaitText("a=2");
  }

  @Test
  void linkedFoldersAreToldAndNotFollowed() throws IOException {
    write(temp.resolve("other/a.yaml"), rule("a", 1));
    Files.createSymbolicLink(root.resolve("sub"), temp.resolve("other"));
    start();
    assertThat(told.text()).isEmpty();
    assertThat(told.codes()).containsExactly("linked-folder");
  }

  @Test
  void manyChangesAtOnceAreOneScan() throws IOException {
    source = new FolderSource(root, OPTIONS.withDelay(Duration.ofMillis(800)));
    source.start((all, diagnostics) -> told = new Told(List.copyOf(all), diagnostics));
    long before = source.scans();
    for (int i = 0; i < 200; i++) {
      write(root.resolve("r" + i + ".yaml"), rule("r" + i, i));
    }
    Await.until(() -> "200 resources", () -> told.resources().size() == 200);
    assertThat(source.scans() - before).isBetween(1L, 3L);
    assertThat(source.filesRead()).isBetween(200L, 220L);
  }

  @Test
  void lostEventsAreMadeUpFor() throws IOException {
    source = new FolderSource(root, OPTIONS.withDelay(Duration.ofMillis(200)));
    source.start((all, diagnostics) -> told = new Told(List.copyOf(all), diagnostics));
    // more events than the system keeps for one folder
    for (int round = 1; round <= 3; round++) {
      for (int i = 0; i < 1500; i++) {
        write(root.resolve("r" + i + ".yaml"), rule("r" + i, round));
      }
    }
    Await.until(
        () -> "1500 resources of the last round",
        () ->
            told.resources().size() == 1500
                && told.resources().stream().allMatch(r -> r.spec().get("v").equals(3L)));
  }

  @Test
  void tenThousandFilesCostNothingWhileNothingChanges() throws IOException {
    for (int i = 0; i < 10_000; i++) {
      write(root.resolve("d" + i / 500 + "/r" + i + ".yaml"), rule("r" + i, 1));
    }
    start();
    assertThat(told.resources()).hasSize(10_000);
    assertThat(source.filesRead()).isEqualTo(10_000);
    // what is not ours does not wake it
    for (int i = 0; i < 100; i++) {
      write(root.resolve("notes.txt"), "x" + i);
      write(temp.resolve("beside" + i), "x");
    }
    // one change is one scan and one read
    write(root.resolve("d3/r1500.yaml"), rule("r1500", 2));
    Await.until(
        () -> "the change",
        () -> told.resources().stream().anyMatch(r -> r.spec().get("v").equals(2L)));
    assertThat(source.filesRead()).isBetween(10_001L, 10_005L);
    assertThat(source.scans()).isBetween(2L, 6L);
    Thread thread =
        Thread.getAllStackTraces().keySet().stream()
            .filter(t -> t.getName().equals("config-folder"))
            .findFirst()
            .orElseThrow();
    Await.until(() -> "the source waits", () -> thread.getState() == Thread.State.WAITING);
    long used = ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
    long scans = source.scans();
    long read = source.filesRead();
    Path marker = temp.resolve("marker");
    for (int i = 0; i < 50; i++) {
      write(marker, "x".repeat(i));
    }
    assertThat(source.scans()).isEqualTo(scans);
    assertThat(source.filesRead()).isEqualTo(read);
    assertThat(ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId()) - used)
        .as("nanoseconds of CPU while nothing changed")
        .isLessThan(Duration.ofMillis(50).toNanos());
  }

  @Test
  void folderThatCannotBeWatchedIsListedNowAndThen() throws IOException {
    write(root.resolve("a.yaml"), rule("a", 1));
    source =
        new FolderSource(
            root, OPTIONS, FolderWatch.unavailable("folders: no more"), Duration.ofMillis(20));
    source.start((all, diagnostics) -> told = new Told(List.copyOf(all), diagnostics));
    assertThat(told.text()).isEqualTo("a=1");
    assertThat(told.codes()).containsExactly("not-watched");
    assertThat(told.diagnostics().getFirst().reason()).contains("folders: no more");
    write(root.resolve("b/b.yaml"), rule("b", 1));
    awaitText("a=1 b=1");
    Files.delete(root.resolve("a.yaml"));
    awaitText("b=1");
    assertThat(source.filesRead()).as("only changed files").isBetween(2L, 3L);
  }

  @Test
  void listenerThatThrowsHearsTheNextChange() throws IOException {
    source = new FolderSource(root, OPTIONS);
    source.start(
        (all, diagnostics) -> {
          told = new Told(List.copyOf(all), diagnostics);
          throw new IllegalStateException("listener");
        });
    write(root.resolve("a.yaml"), rule("a", 1));
    awaitText("a=1");
    write(root.resolve("a.yaml"), rule("a", 2));
    awaitText("a=2");
  }

  @Test
  void nothingIsToldAfterClose() throws IOException {
    start();
    source.close();
    int before = calls;
    write(root.resolve("a.yaml"), rule("a", 1));
    assertThat(calls).isEqualTo(before);
    assertThat(Thread.getAllStackTraces().keySet())
        .filteredOn(t -> t.getName().equals("config-folder") && t.isAlive())
        .isEmpty();
  }
}
