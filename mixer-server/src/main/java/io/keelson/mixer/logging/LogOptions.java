package io.keelson.mixer.logging;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * How and where the server logs.
 *
 * @param outputLevel comma list of {@code scope:level}; a level alone is that of {@code default}
 * @param stacktraceLevel same form: from this level on, lines carry the stack of their call site
 * @param caller comma list of scopes that log their call site
 * @param asJson one JSON object a line, else fields separated by tabs
 * @param targets {@code stdout}, {@code stderr} or file paths
 * @param rotate path of a file that is rotated, written besides the targets; empty: none
 * @param rotateMaxSize where it is rotated: megabytes, or bytes from one million on
 * @param rotateMaxAgeDays older rotated files are deleted; 0: never
 * @param rotateMaxBackups so many rotated files are kept; 0: all
 */
public record LogOptions(
    String outputLevel,
    String stacktraceLevel,
    String caller,
    boolean asJson,
    List<String> targets,
    String rotate,
    int rotateMaxSize,
    int rotateMaxAgeDays,
    int rotateMaxBackups) {

  /** The scopes that log lines belong to; lines of any other logger belong to {@code default}. */
  public static final Set<String> SCOPES =
      Set.of(
          "adapters",
          "api",
          "attributes",
          "default",
          "grpcAdapter",
          "kube-converter",
          "loadshedding",
          "mcp",
          "meshconfig",
          "model",
          "rbac");

  /** The default flags of a server. */
  public static final LogOptions DEFAULT =
      new LogOptions(
          "default:info", "default:none", "", false, List.of("stdout"), "", 104857600, 30, 1000);

  private static final int BYTES_FROM = 1_000_000;
  private static final long BYTES_PER_MEGABYTE = 1024L * 1024;

  public LogOptions {
    targets = List.copyOf(targets);
  }

  /** What is wrong with these options, a sentence each; empty where nothing is. */
  public List<String> problems() {
    var problems = new ArrayList<String>();
    check(problems, "log_output_level", outputLevel, ScopeLevels::parse);
    check(problems, "log_stacktrace_level", stacktraceLevel, ScopeLevels::parse);
    check(problems, "log_caller", caller, ScopeLevels::parseScopes);
    if (targets.isEmpty() || targets.contains("")) {
      problems.add("log_target needs at least one of stdout, stderr or a file path");
    }
    if (rotateMaxSize <= 0) {
      problems.add("log_rotate_max_size must be greater than 0, got " + rotateMaxSize);
    }
    if (rotateMaxAgeDays < 0) {
      problems.add("log_rotate_max_age must not be negative; 0 keeps files for ever");
    }
    if (rotateMaxBackups < 0) {
      problems.add("log_rotate_max_backups must not be negative; 0 keeps all files");
    }
    return List.copyOf(problems);
  }

  private static void check(
      List<String> problems, String flag, String value, Function<String, ?> parser) {
    try {
      parser.apply(value);
    } catch (IllegalArgumentException e) {
      problems.add(flag + ": " + e.getMessage());
    }
  }

  long rotateBytes() {
    return rotateMaxSize >= BYTES_FROM ? rotateMaxSize : rotateMaxSize * BYTES_PER_MEGABYTE;
  }
}
