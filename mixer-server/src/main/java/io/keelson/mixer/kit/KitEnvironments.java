package io.keelson.mixer.kit;

import io.keelson.adapter.Environment;
import io.keelson.adapter.kit.KitEngine;
import io.keelson.mixer.handler.Environments;
import java.time.Duration;

/** A kit's environments, as the runtime sees them. */
record KitEnvironments(KitEngine.Environments kit) implements Environments {
  @Override
  public Opened open(String handler, String adapter, ClassLoader loader, long configId) {
    Environment environment = kit.open(adapter, handler);
    return new Opened() {
      @Override
      public Environment environment() {
        return environment;
      }

      @Override
      public void serve() {
        // A kit shows metrics from the start.
      }

      @Override
      public int close(Duration patience) {
        kit.close(environment);
        return 0;
      }

      @Override
      public void removeMetrics(Opened successor) {
        // Tests read a handler's metrics after its end, too.
      }
    };
  }
}
