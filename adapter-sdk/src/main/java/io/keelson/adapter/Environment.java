package io.keelson.adapter;

import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;

/**
 * What Keelson gives to one handler. Ends with the handler: its tasks are cancelled, its metrics
 * removed.
 */
public interface Environment {

  /** Logs under the scope {@code adapters}, with the handler's name. */
  Logger logger();

  /** Wall-clock time; tests set it. */
  InstantSource clock();

  /** Monotonic time in nanoseconds; tests set it. */
  long nanoTime();

  /**
   * Runs a task once, soon, on a thread that may block.
   *
   * @throws java.util.concurrent.RejectedExecutionException where there are too many already
   */
  Task run(Runnable task);

  /**
   * Runs a task again and again, for the first time after one period and then {@code period} from
   * start to start, never twice at once; a run that throws is logged and counted, and the next one
   * comes.
   */
  Task every(Duration period, Runnable task);

  /** Runs a long-lived task on a thread of its own; it is interrupted when the handler closes. */
  Task daemon(String name, Runnable task);

  /** The handler's own metrics, served with the server's. */
  Metrics metrics();

  /** Scheduled work. */
  interface Task {
    /** Stops the task, interrupting it where it runs. */
    void cancel();
  }
}
