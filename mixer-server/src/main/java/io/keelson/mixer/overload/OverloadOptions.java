package io.keelson.mixer.overload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the server protects itself.
 *
 * @param averageLatencyThreshold calls are refused while their moving average takes this long;
 *     zero: off
 * @param latencySamplesPerSecond how many call durations a second enter the average
 * @param latencySampleHalflife the time after which an old average weighs half; zero means 1 s
 * @param maxRequestsPerSecond Check costs 1, Report its number of elements; zero: off
 * @param burstSize how much may come at once; zero means what one second allows
 */
public record OverloadOptions(
    LoadSheddingMode mode,
    Duration averageLatencyThreshold,
    double latencySamplesPerSecond,
    Duration latencySampleHalflife,
    double maxRequestsPerSecond,
    int burstSize) {

  private static final Duration DEFAULT_HALFLIFE = Duration.ofSeconds(1);

  /** No protection. */
  public static final OverloadOptions DISABLED =
      new OverloadOptions(
          LoadSheddingMode.DISABLED, Duration.ZERO, Double.MAX_VALUE, DEFAULT_HALFLIFE, 0, 0);

  /** What is wrong with these options, a sentence each; empty where nothing is. */
  public List<String> problems() {
    var problems = new ArrayList<String>();
    if (averageLatencyThreshold.isNegative()) {
      problems.add("averageLatencyThreshold must not be negative; 0 switches it off");
    }
    if (latencySampleHalflife.isNegative()) {
      problems.add("latencySampleHalflife must not be negative; 0 means 1s");
    }
    if (!(latencySamplesPerSecond > 0)) {
      problems.add("latencySamplesPerSecond must be greater than 0");
    }
    if (!(maxRequestsPerSecond >= 0) || Double.isInfinite(maxRequestsPerSecond)) {
      problems.add("maxRequestsPerSecond must be 0 (off) or a positive number");
    }
    if (burstSize < 0) {
      problems.add("burstSize must not be negative; 0 means what one second allows");
    }
    return List.copyOf(problems);
  }

  /** Settings that are valid but do nothing as they stand, a sentence each. */
  public List<String> warnings() {
    var warnings = new ArrayList<String>();
    boolean limits = !averageLatencyThreshold.isZero() || maxRequestsPerSecond > 0;
    if (burstSize > 0 && maxRequestsPerSecond == 0) {
      warnings.add("burstSize has no effect without maxRequestsPerSecond; set both or neither");
    }
    if (mode != LoadSheddingMode.DISABLED && !limits) {
      warnings.add(
          "loadsheddingMode "
              + mode
              + " has no effect without maxRequestsPerSecond or averageLatencyThreshold");
    }
    if (mode == LoadSheddingMode.DISABLED && limits) {
      warnings.add(
          "maxRequestsPerSecond and averageLatencyThreshold have no effect while loadsheddingMode"
              + " is disabled; set it to enforce or logonly");
    }
    return List.copyOf(warnings);
  }

  /** The half life in force. */
  Duration halflife() {
    return latencySampleHalflife.isZero() ? DEFAULT_HALFLIFE : latencySampleHalflife;
  }

  /** The burst in force, at least 1. */
  double burst() {
    return burstSize > 0 ? burstSize : Math.max(1, Math.ceil(maxRequestsPerSecond));
  }
}
