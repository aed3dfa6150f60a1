package io.keelson.mixer.monitoring;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Registers what the process and the Java virtual machine say about themselves. */
public final class ProcessMetrics {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final long BYTES_PER_KIB = 1024;

  private ProcessMetrics() {}

  /** Registers {@code process_*}, {@code jvm_*} and {@code istio_build}. */
  public static void register(SelfMetrics metrics, String version) {
    metrics
        .gauges("istio_build", "Build information, always 1.", "component", "tag")
        .with("mixer", version)
        .set(1);
    process(metrics);
    jvm(metrics);
  }

  private static void process(SelfMetrics metrics) {
    if (ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.UnixOperatingSystemMXBean system) {
      metrics.counter(
          "process_cpu_seconds_total",
          "Total user and system CPU time spent in seconds.",
          () -> system.getProcessCpuTime() / NANOS_PER_SECOND);
      metrics.gauge(
          "process_open_fds",
          "Number of open file descriptors.",
          system::getOpenFileDescriptorCount);
      metrics.gauge(
          "process_max_fds",
          "Maximum number of open file descriptors.",
          system::getMaxFileDescriptorCount);
    }
    double start = ManagementFactory.getRuntimeMXBean().getStartTime() / MILLIS_PER_SECOND;
    metrics
        .gauge(
            "process_start_time_seconds", "Start time of the process since unix epoch in seconds.")
        .set(start);
    metrics.gauge(
        "process_resident_memory_bytes",
        "Resident memory size in bytes.",
        () -> statusField("VmRSS:"));
    metrics.gauge(
        "process_virtual_memory_bytes",
        "Virtual memory size in bytes.",
        () -> statusField("VmSize:"));
  }

  private static void jvm(SelfMetrics metrics) {
    var memory = ManagementFactory.getMemoryMXBean();
    Family<Gauge> used =
        metrics.gauges("jvm_memory_used_bytes", "Used bytes of a memory area.", "area");
    used.with("heap").supply(() -> memory.getHeapMemoryUsage().getUsed());
    used.with("nonheap").supply(() -> memory.getNonHeapMemoryUsage().getUsed());
    Family<Gauge> max =
        metrics.gauges("jvm_memory_max_bytes", "Most bytes a memory area may use.", "area");
    max.with("heap").supply(() -> memory.getHeapMemoryUsage().getMax());
    var threads = ManagementFactory.getThreadMXBean();
    metrics.gauge("jvm_threads_current", "Number of platform threads.", threads::getThreadCount);
    var classes = ManagementFactory.getClassLoadingMXBean();
    metrics.gauge("jvm_classes_loaded", "Number of loaded classes.", classes::getLoadedClassCount);
    Family<Gauge> seconds =
        metrics.gauges("jvm_gc_seconds", "Time spent in collections so far, by collector.", "gc");
    Family<Gauge> runs =
        metrics.gauges("jvm_gc_collections", "Collections so far, by collector.", "gc");
    for (var collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      String name = collector.getName().toLowerCase(Locale.ROOT).replace(' ', '_');
      seconds.with(name).supply(() -> collector.getCollectionTime() / MILLIS_PER_SECOND);
      runs.with(name).supply(collector::getCollectionCount);
    }
    metrics
        .gauges("jvm_info", "The Java virtual machine, always 1.", "version", "vendor")
        .with(Runtime.version().toString(), System.getProperty("java.vendor", ""))
        .set(1);
  }

  /** A size of /proc/self/status; NaN where the system has no such file. */
  private static double statusField(String field) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith(field)) {
          String digits = line.substring(field.length()).replace("kB", "").trim();
          return (double) Long.parseLong(digits) * BYTES_PER_KIB;
        }
      }
      return Double.NaN;
    } catch (IOException | NumberFormatException notThere) {
      return Double.NaN;
    }
  }
}
