package io.keelson.mixer.monitoring;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Writes the Prometheus text format 0.0.4. */
final class Exposition {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  /** Beyond this a double has no fraction, and a long can still say it. */
  private static final double MAX_WHOLE = 1e15;

  private static final Comparator<List<String>> BY_VALUES =
      (a, b) -> {
        for (int i = 0; i < a.size(); i++) {
          int order = a.get(i).compareTo(b.get(i));
          if (order != 0) {
            return order;
          }
        }
        return 0;
      };

  private final StringBuilder out = new StringBuilder(16 * 1024);

  /** A family without series leaves no trace. */
  void family(Family<?> family) {
    List<Map.Entry<List<String>, Series>> entries = new ArrayList<>();
    family.series().forEach((values, series) -> entries.add(Map.entry(values, series)));
    if (entries.isEmpty()) {
      return;
    }
    entries.sort(Map.Entry.comparingByKey(BY_VALUES));
    out.append("# HELP ").append(family.name()).append(' ');
    escape(family.help(), false);
    out.append("\n# TYPE ").append(family.name()).append(' ').append(family.type()).append('\n');
    for (var entry : entries) {
      String labels = labels(family.labels(), entry.getKey());
      switch (entry.getValue()) {
        case Counter counter -> line(family.name(), labels, Long.toString(counter.value()));
        case Gauge gauge -> line(family.name(), labels, number(gauge.value()));
        case Histogram histogram -> histogram(family.name(), labels, histogram);
      }
    }
  }

  private void histogram(String name, String labels, Histogram histogram) {
    String prefix = labels.isEmpty() ? "le=\"" : labels + ",le=\"";
    long count = 0;
    double[] bounds = histogram.bounds();
    for (int i = 0; i < bounds.length; i++) {
      count += histogram.bucket(i);
      line(name + "_bucket", prefix + number(bounds[i]) + '"', Long.toString(count));
    }
    count += histogram.bucket(bounds.length);
    line(name + "_bucket", prefix + "+Inf\"", Long.toString(count));
    line(name + "_sum", labels, number(histogram.sum()));
    line(name + "_count", labels, Long.toString(count));
  }

  private void line(String name, String labels, String value) {
    out.append(name);
    if (!labels.isEmpty()) {
      out.append('{').append(labels).append('}');
    }
    out.append(' ').append(value).append('\n');
  }

  private String labels(List<String> names, List<String> values) {
    int start = out.length();
    for (int i = 0; i < names.size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      out.append(names.get(i)).append("=\"");
      escape(values.get(i), true);
      out.append('"');
    }
    String labels = out.substring(start);
    out.setLength(start);
    return labels;
  }

  private void escape(String text, boolean quotes) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '"' -> out.append(quotes ? "\\\"" : "\"");
        default -> out.append(c);
      }
    }
  }

  static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == Math.rint(value) && Math.abs(value) < MAX_WHOLE) {
      return Long.toString((long) value);
    }
    String plain = BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    return plain.length() <= 24 ? plain : Double.toString(value);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
