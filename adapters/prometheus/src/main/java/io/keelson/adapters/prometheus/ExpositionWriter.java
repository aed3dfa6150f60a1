package io.keelson.adapters.prometheus;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes metrics in Prometheus' text format 0.0.4, series by series through one small buffer: a
 * page of any size takes no more memory than that. Not thread safe.
 */
final class ExpositionWriter {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final int BUFFER_BYTES = 16 * 1024;

  /** Numbers of that many digits before the point are written with an exponent, as Go does. */
  private static final int EXPONENT_FROM = 6;

  private static final int PLAIN_BELOW = 1_000_000;

  private static final int EXPONENT_BELOW = -4;

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int used;

  ExpositionWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes everything and flushes; does not close. */
  void write(Iterable<Family> families) throws IOException {
    for (Family family : families) {
      write(family);
    }
    flush();
    out.flush();
  }

  private void write(Family family) throws IOException {
    MetricDefinition definition = family.definition();
    boolean titled = false;
    String[] bounds = null;
    long[] counts = null;
    for (Series series : family.series()) {
      if (!titled) {
        title(definition);
        titled = true;
      }
      switch (series) {
        case Series.Value value -> {
          name(definition, "", series, null);
          raw(number(value.value()));
          put('\n');
        }
        case Series.Histogram histogram -> {
          if (bounds == null) {
            bounds = texts(family.bounds());
            counts = new long[bounds.length];
          }
          histogram(definition, histogram, bounds, counts);
        }
      }
    }
  }

  private void title(MetricDefinition definition) throws IOException {
    raw("# HELP ");
    raw(definition.name());
    put(' ');
    escaped(definition.help(), false);
    raw("\n# TYPE ");
    raw(definition.name());
    raw(
        switch (definition.kind()) {
          case COUNTER -> " counter\n";
          case GAUGE -> " gauge\n";
          default -> " histogram\n";
        });
  }

  private static String[] texts(double[] bounds) {
    var texts = new String[bounds.length + 1];
    for (int i = 0; i < bounds.length; i++) {
      texts[i] = number(bounds[i]);
    }
    texts[bounds.length] = "+Inf";
    return texts;
  }

  private void histogram(
      MetricDefinition definition, Series.Histogram series, String[] bounds, long[] counts)
      throws IOException {
    double sum = series.read(counts);
    long count = 0;
    for (int i = 0; i < counts.length; i++) {
      count += counts[i];
      name(definition, "_bucket", series, bounds[i]);
      raw(Long.toString(count));
      put('\n');
    }
    name(definition, "_sum", series, null);
    raw(number(sum));
    put('\n');
    name(definition, "_count", series, null);
    raw(Long.toString(count));
    put('\n');
  }

  private void name(MetricDefinition definition, String suffix, Series series, String bound)
      throws IOException {
    raw(definition.name());
    raw(suffix);
    List<String> labels = definition.labels();
    char separator = '{';
    for (int i = 0; i < labels.size(); i++) {
      put(separator);
      raw(labels.get(i));
      put('=');
      put('"');
      escaped(series.labels.values()[i], true);
      put('"');
      separator = ',';
    }
    if (bound != null) {
      put(separator);
      raw("le=\"");
      raw(bound);
      put('"');
      separator = ',';
    }
    if (separator == ',') {
      put('}');
    }
    put(' ');
  }

  /**
   * As Go's shortest form prints it, because {@code le} is compared as text: 0.005, 100000, 1e+06.
   */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    if (value == (int) value && Math.abs(value) < PLAIN_BELOW) {
      return Integer.toString((int) value);
    }
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    String digits = exact.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - exact.scale();
    if (exponent >= EXPONENT_BELOW && exponent < EXPONENT_FROM) {
      return exact.toPlainString();
    }
    var text = new StringBuilder(value < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append(exponent < 0 ? "e-" : "e+");
    int size = Math.abs(exponent);
    return text.append(size < 10 ? "0" : "").append(size).toString();
  }

  private void escaped(String text, boolean quoted) throws IOException {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\n' || quoted && c == '"') {
        raw(text, from, i);
        put('\\');
        put(c == '\n' ? 'n' : c);
        from = i + 1;
      }
    }
    raw(text, from, text.length());
  }

  private void raw(String text) throws IOException {
    raw(text, 0, text.length());
  }

  private void raw(String text, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        for (byte b : text.substring(i, to).getBytes(StandardCharsets.UTF_8)) {
          put((char) (b & 0xff));
        }
        return;
      }
      put(c);
    }
  }

  private void put(char octet) throws IOException {
    if (used == BUFFER_BYTES) {
      flush();
    }
    buffer[used++] = (byte) octet;
  }

  private void flush() throws IOException {
    out.write(buffer, 0, used);
    used = 0;
  }
}
