package io.keelson.mixer.monitoring;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * One metric with its label names: a series per combination of label values. On a hot path look a
 * series up once and keep it. Thread safe.
 *
 * <p>Bounded: past {@link #MAX_SERIES} combinations, new ones share a series whose label values are
 * all {@link #OVERFLOW}.
 *
 * @param <S> the kind of series
 */
public final class Family<S extends Series> {
  /**
   * Far more than any well-behaved use has; a label fed from requests would otherwise fill the
   * heap.
   */
  static final int MAX_SERIES = 10_000;

  static final String OVERFLOW = "_overflow";

  private final String name;
  private final String help;
  private final String type;
  private final List<String> labels;
  private final Class<S> kind;
  private final Supplier<S> factory;
  private final Map<List<String>, S> series = new ConcurrentHashMap<>();

  Family(
      String name,
      String help,
      String type,
      List<String> labels,
      Class<S> kind,
      Supplier<S> factory) {
    this.name = name;
    this.help = help;
    this.type = type;
    this.labels = labels;
    this.kind = kind;
    this.factory = factory;
  }

  /**
   * The series of these label values, made where it does not exist.
   *
   * @throws IllegalArgumentException where there are more or fewer values than labels
   */
  public S with(String... values) {
    if (values.length != labels.size()) {
      throw new IllegalArgumentException(
          "metric " + name + " has the labels " + labels + ", got " + values.length + " values");
    }
    List<String> key = List.of(values);
    S found = series.get(key);
    if (found != null) {
      return found;
    }
    if (series.size() >= MAX_SERIES) {
      key = Collections.nCopies(labels.size(), OVERFLOW);
    }
    return series.computeIfAbsent(key, ignored -> factory.get());
  }

  /** Forgets the series of these label values; it is not shown any more. */
  public void remove(String... values) {
    series.remove(List.of(values));
  }

  String name() {
    return name;
  }

  String help() {
    return help;
  }

  String type() {
    return type;
  }

  Class<S> kind() {
    return kind;
  }

  List<String> labels() {
    return labels;
  }

  Map<List<String>, S> series() {
    return series;
  }
}
