package io.keelson.adapters.stdio;

import io.keelson.adapter.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The rotated files that handlers have open. A handler that replaces another, or writes to the same
 * file, shares it, so that only one of them rotates it; the limits of the latest apply. Thread
 * safe.
 */
final class RotatedFiles {
  private final Map<Path, RotatedFile> files = new HashMap<>();
  private final Map<RotatedFile, Integer> users = new HashMap<>();

  /** Opens a file, or joins those who did; close it once for each time that it was opened. */
  synchronized RotatedFile open(Path path, RotationLimits limits, Environment environment)
      throws IOException {
    Path key = path.toAbsolutePath().normalize();
    RotatedFile file = files.get(key);
    if (file == null) {
      file = new RotatedFile(key, this);
      file.open(limits, environment);
      files.put(key, file);
    } else {
      file.limit(limits, environment);
    }
    users.merge(file, 1, Integer::sum);
    return file;
  }

  synchronized void leave(RotatedFile file) throws IOException {
    if (users.merge(file, -1, Integer::sum) == 0) {
      users.remove(file);
      files.values().remove(file);
      file.finish();
    }
  }
}
