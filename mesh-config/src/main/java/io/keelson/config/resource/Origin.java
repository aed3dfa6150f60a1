package io.keelson.config.resource;

/**
 * Where a resource was read.
 *
 * @param location a path relative to the source's root, or the source's own address form
 * @param line of the document's first line, from 1; 0 where there are no lines
 */
public record Origin(String location, int line) {
  @Override
  public String toString() {
    return line == 0 ? location : location + ":" + line;
  }
}
