package io.keelson.adapters.prometheus;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A page in text format 0.0.4, read by a parser that takes nothing but what the format describes:
 * HELP then TYPE before the samples of a family, families in one piece and once, no series twice,
 * legal names and escapes, histograms whole and cumulative.
 */
final class Exposition {
  /** Sample values by {@code name{label="value",…}}, labels sorted. */
  final Map<String, Double> samples = new LinkedHashMap<>();

  final Map<String, String> types = new LinkedHashMap<>();
  final Map<String, String> help = new LinkedHashMap<>();

  private final Set<String> finished = new HashSet<>();
  private final List<Sample> family = new ArrayList<>();
  private String current;

  private record Sample(String name, TreeMap<String, String> labels, double value) {}

  static Exposition parse(String page) {
    var result = new Exposition();
    check(page.isEmpty() || page.endsWith("\n"), "last line without line feed");
    String[] lines =
        page.isEmpty() ? new String[0] : page.substring(0, page.length() - 1).split("\n", -1);
    for (String line : lines) {
      try {
        result.line(line);
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(e.getMessage() + " in line: " + line, e);
      }
    }
    result.finishFamily();
    return result;
  }

  private static void check(boolean condition, String fault) {
    if (!condition) {
      throw new AssertionError(fault);
    }
  }

  private void line(String line) {
    if (line.startsWith("# HELP ")) {
      finishFamily();
      int space = line.indexOf(' ', 7);
      current = line.substring(7, space);
      check(current.matches("[a-zA-Z_:][a-zA-Z0-9_:]*"), "bad metric name");
      check(finished.add(current), "family twice");
      help.put(current, unescape(line.substring(space + 1), false));
    } else if (line.startsWith("# TYPE ")) {
      String[] parts = line.substring(7).split(" ", -1);
      check(parts.length == 2 && parts[0].equals(current), "TYPE of another family");
      check(List.of("counter", "gauge", "histogram").contains(parts[1]), "unknown type");
      check(types.put(current, parts[1]) == null && family.isEmpty(), "TYPE out of place");
    } else {
      sample(line);
    }
  }

  private void sample(String line) {
    check(types.containsKey(current), "sample without TYPE");
    int end = 0;
    while (end < line.length() && "{ ".indexOf(line.charAt(end)) < 0) {
      end++;
    }
    var labels = new TreeMap<String, String>();
    String name = line.substring(0, end);
    if (line.charAt(end) == '{') {
      do {
        int equals = line.indexOf("=\"", end);
        String label = line.substring(end + 1, equals);
        check(label.matches("[a-zA-Z_][a-zA-Z0-9_]*"), "bad label name");
        int quote = equals + 2;
        while (line.charAt(quote) != '"') {
          quote += line.charAt(quote) == '\\' ? 2 : 1;
        }
        String value = unescape(line.substring(equals + 2, quote), true);
        check(labels.put(label, value) == null, "label twice");
        end = quote + 1;
      } while (line.charAt(end) == ',');
      check(line.charAt(end) == '}', "labels do not end");
      end++;
    }
    check(line.charAt(end) == ' ', "no space before the value");
    String number = line.substring(end + 1);
    check(number.matches("NaN|[+-]Inf|-?[0-9]+(\\.[0-9]+)?(e[+-][0-9]{2,3})?"), "bad number");
    family.add(new Sample(name, labels, Double.parseDouble(number.replace("Inf", "Infinity"))));
  }

  private static String unescape(String text, boolean quotes) {
    var plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        char next = text.charAt(++i);
        check(next == '\\' || next == 'n' || quotes && next == '"', "bad escape");
        plain.append(next == 'n' ? '\n' : next);
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private void finishFamily() {
    if (current == null) {
      return;
    }
    check(!family.isEmpty(), "family " + current + " without samples");
    if (types.get(current).equals("histogram")) {
      checkHistogram();
    }
    for (Sample sample : family) {
      check(
          types.get(current).equals("histogram") || sample.name.equals(current),
          "sample of another family");
      check(samples.put(key(sample.name, sample.labels), sample.value) == null, "series twice");
    }
    family.clear();
  }

  private void checkHistogram() {
    var last = new LinkedHashMap<Map<String, String>, List<Sample>>();
    for (Sample sample : family) {
      var labels = new TreeMap<>(sample.labels);
      labels.remove("le");
      last.computeIfAbsent(labels, k -> new ArrayList<>()).add(sample);
    }
    last.forEach(
        (labels, all) -> {
          double bound = Double.NEGATIVE_INFINITY;
          double count = 0;
          for (Sample bucket : all.subList(0, all.size() - 2)) {
            check(bucket.name.equals(current + "_bucket"), "bucket expected");
            double le = Double.parseDouble(bucket.labels.get("le").replace("Inf", "Infinity"));
            check(le > bound && bucket.value >= count, "buckets do not increase");
            bound = le;
            count = bucket.value;
          }
          check(bound == Double.POSITIVE_INFINITY, "no bucket for +Inf");
          check(all.get(all.size() - 2).name.equals(current + "_sum"), "sum expected");
          check(all.getLast().name.equals(current + "_count"), "count expected");
          check(all.getLast().value == count, "count differs from the last bucket");
        });
  }

  private static String key(String name, TreeMap<String, String> labels) {
    var key = new StringBuilder(name);
    if (!labels.isEmpty()) {
      key.append('{');
      labels.forEach((label, value) -> key.append(label).append("=\"").append(value).append("\","));
      key.setCharAt(key.length() - 1, '}');
    }
    return key.toString();
  }
}
