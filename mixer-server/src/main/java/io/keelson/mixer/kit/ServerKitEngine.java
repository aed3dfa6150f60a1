package io.keelson.mixer.kit;

import io.keelson.adapter.kit.KitEngine;

/** Runs the adapter kit on the server's own configuration and dispatch. */
public final class ServerKitEngine implements KitEngine {

  /** For {@link java.util.ServiceLoader}. */
  public ServerKitEngine() {}

  @Override
  public Session start(Setup setup) {
    return new KitSession(setup);
  }
}
