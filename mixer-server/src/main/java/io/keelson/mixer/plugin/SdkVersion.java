package io.keelson.mixer.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of the adapter SDK, without its qualifier. A server takes plugins that were built
 * against its own SDK or an earlier one of the same major version; before 1.0, the same or the
 * previous minor version.
 */
record SdkVersion(int major, int minor, int patch) implements Comparable<SdkVersion> {
  private static final Pattern FORM =
      Pattern.compile("(?:>=\\s*)?(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?(?:[-+].*)?");

  /** Null where the text is no version. */
  static SdkVersion parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    String patch = matcher.group(3);
    return new SdkVersion(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        patch == null ? 0 : Integer.parseInt(patch));
  }

  /** The SDK of this server. */
  static SdkVersion current() {
    try (InputStream in = SdkVersion.class.getResourceAsStream("sdk.properties")) {
      var properties = new Properties();
      properties.load(in);
      return parse(properties.getProperty("version"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the server's own jar cannot be read", unreadable);
    }
  }

  boolean accepts(SdkVersion plugin) {
    if (plugin.major != major || plugin.compareTo(this) > 0) {
      return false;
    }
    return major > 0 || plugin.minor >= minor - 1;
  }

  @Override
  public int compareTo(SdkVersion other) {
    int order = Integer.compare(major, other.major);
    if (order == 0) {
      order = Integer.compare(minor, other.minor);
    }
    return order == 0 ? Integer.compare(patch, other.patch) : order;
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
