package io.keelson.mixer.handler;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Runs the calls of one blocking handler on virtual threads: so many at once, so many waiting, the
 * rest refused. A call that hangs keeps its place until its thread returns: that is the bulkhead.
 * Thread safe.
 */
final class Bulkhead {

  /** Work with a call behind it. */
  interface Job {
    /** Runs on a thread of its own. */
    void run();

    /** Ends it from outside. */
    void abort(String reason);
  }

  private final String name;
  private final int runningLimit;
  private final int waitingLimit;
  private final Semaphore everyone;
  private final ClassLoader loader;
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private final Set<Job> running = new HashSet<>();

  /**
   * @param everyone the room that all handlers share
   */
  Bulkhead(String name, HandlerLimits limits, Semaphore everyone, ClassLoader loader) {
    this.name = name;
    this.runningLimit = limits.running();
    this.waitingLimit = limits.waiting();
    this.everyone = everyone;
    this.loader = loader;
  }

  /** False where there is no room. */
  boolean submit(Job job) {
    synchronized (this) {
      if (running.size() >= runningLimit || !everyone.tryAcquire()) {
        // Someone has to run for this handler, else nothing would ever take the job from the queue.
        if (running.isEmpty() || waiting.size() >= waitingLimit) {
          return false;
        }
        return waiting.add(job);
      }
      running.add(job);
    }
    start(job);
    return true;
  }

  private void start(Job job) {
    Thread thread = Thread.ofVirtual().name(name).unstarted(() -> runAndGoOn(job));
    thread.setContextClassLoader(loader);
    thread.start();
  }

  private void runAndGoOn(Job job) {
    try {
      job.run();
    } finally {
      Job next;
      synchronized (this) {
        running.remove(job);
        next = waiting.poll();
        if (next != null) {
          running.add(next);
        }
      }
      // A thread a job: an interrupt meant for a job can never hit the one after it.
      if (next == null) {
        everyone.release();
      } else {
        start(next);
      }
    }
  }

  /** Ends everything that runs or waits. */
  void abort(String reason) {
    Job[] jobs;
    synchronized (this) {
      jobs = new Job[running.size() + waiting.size()];
      int i = 0;
      for (Job job : running) {
        jobs[i++] = job;
      }
      for (Job job : waiting) {
        jobs[i++] = job;
      }
      waiting.clear();
    }
    for (Job job : jobs) {
      job.abort(reason);
    }
  }

  synchronized int running() {
    return running.size();
  }
}
