package io.keelson.expression;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of the specification that tests read. */
public final class Shared {
  private Shared() {}

  public static String text(String file) {
    try {
      return Files.readString(Path.of(System.getProperty("keelson.shared"), file));
    } catch (IOException e) {
      throw new UncheckedIOException("the specification's " + file + " is needed", e);
    }
  }

  public static Object json(String file) {
    var settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    return new Load(settings).loadFromString(text(file));
  }
}
