package io.keelson.mixer.kit;

import io.keelson.adapter.kit.ManualTime;
import io.keelson.mixer.handler.Time;
import java.time.Duration;
import java.time.InstantSource;

/** A kit's time, as the runtime sees it. */
record KitTime(ManualTime manual) implements Time {
  @Override
  public InstantSource clock() {
    return manual;
  }

  @Override
  public long nanoTime() {
    return manual.nanoTime();
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    return manual.after(delay, task)::cancel;
  }
}
