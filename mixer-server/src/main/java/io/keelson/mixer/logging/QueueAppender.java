package io.keelson.mixer.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Hands log events to a thread of its own through a bounded queue. A target that blocks costs log
 * lines, which are counted, and never makes an event loop wait.
 */
final class QueueAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final long CLOSE_LIMIT_MILLIS = 2_000;
  private static final long POLL_MILLIS = 200;

  private final BlockingQueue<ILoggingEvent> queue;
  private final LineFormat format;
  private final List<LogSink> sinks;
  private final LongAdder dropped;
  private final Thread writer;
  private volatile boolean stopping;
  private long droppedAndTold;

  QueueAppender(int capacity, LineFormat format, List<LogSink> sinks, LongAdder dropped) {
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.format = format;
    this.sinks = List.copyOf(sinks);
    this.dropped = dropped;
    this.droppedAndTold = dropped.sum();
    this.writer = Thread.ofPlatform().daemon().name("log-writer").unstarted(this::write);
  }

  @Override
  public void start() {
    super.start();
    writer.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    if (format.wantsCaller(event)) {
      event.getCallerData();
    }
    if (!queue.offer(event)) {
      dropped.increment();
    }
  }

  private void write() {
    var line = new StringBuilder();
    while (true) {
      ILoggingEvent event;
      try {
        event = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        return;
      }
      if (event == null) {
        if (stopping) {
          return;
        }
        continue;
      }
      line.setLength(0);
      long lost = dropped.sum() - droppedAndTold;
      if (lost > 0) {
        droppedAndTold += lost;
        line.append(lost).append(" log lines were dropped because the log target is slow\n");
      }
      format.append(event, line);
      byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
      boolean last = queue.isEmpty();
      for (LogSink sink : sinks) {
        write(sink, bytes, last);
      }
    }
  }

  private void write(LogSink sink, byte[] bytes, boolean last) {
    try {
      sink.write(bytes);
      if (last) {
        sink.flush();
      }
    } catch (IOException e) {
      // There is no log to tell it to: the line counts as dropped, in a metric.
      dropped.increment();
    }
  }

  /** Writes what is queued, within a limit, and closes the targets. */
  @Override
  public void stop() {
    if (!isStarted()) {
      return;
    }
    super.stop();
    stopping = true;
    try {
      if (!writer.join(Duration.ofMillis(CLOSE_LIMIT_MILLIS))) {
        writer.interrupt();
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    for (LogSink sink : sinks) {
      try {
        sink.close();
      } catch (IOException e) {
        addError("cannot close a log target", e);
      }
    }
  }
}
