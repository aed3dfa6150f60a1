package io.keelson.mixer.dispatch;

import io.keelson.mixer.meter.Meters;

/** Counts what dispatch sessions do. Thread safe. */
final class SessionMeter {
  private static final double[] BOUNDS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 15, 20};

  private final Meters.Distribution groups;
  private final Meters.Distribution instances;

  SessionMeter(Meters meters) {
    groups =
        meters.distribution(
            "mixer_dispatcher_destinations_per_request",
            "Groups of instances that applied, a dispatch session",
            BOUNDS);
    instances =
        meters.distribution(
            "mixer_dispatcher_instances_per_request",
            "Instances that were built, a dispatch session",
            BOUNDS);
  }

  void session(int matchedGroups, int builtInstances) {
    groups.record(matchedGroups);
    instances.record(builtInstances);
  }

  /**
   * Counts the sessions of one report, which are mostly alike, for the price of a comparison each.
   * One thread; they show when it is flushed.
   */
  final class Tally {
    private int groups;
    private int instances;
    private long alike;

    void session(int matchedGroups, int builtInstances) {
      if (matchedGroups != groups || builtInstances != instances) {
        flush();
        groups = matchedGroups;
        instances = builtInstances;
      }
      alike++;
    }

    void flush() {
      if (alike > 0) {
        SessionMeter.this.groups.record(groups, alike);
        SessionMeter.this.instances.record(instances, alike);
        alike = 0;
      }
    }
  }
}
