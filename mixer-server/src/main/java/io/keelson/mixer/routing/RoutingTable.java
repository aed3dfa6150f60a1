package io.keelson.mixer.routing;

import io.keelson.attribute.Vocabulary;
import io.keelson.config.snapshot.Snapshot;

/** A snapshot as the request path reads it. Immutable, apart from the count of calls that use it. */
public final class RoutingTable {
  private final long id;
  private final Snapshot snapshot;

  RoutingTable(long id, Snapshot snapshot) {
    this.id = id;
    this.snapshot = snapshot;
  }

  /** Grows by one with each table. */
  public long id() {
    return id;
  }

  public Vocabulary vocabulary() {
    return snapshot.vocabulary();
  }

  public Snapshot snapshot() {
    return snapshot;
  }

  /** Keeps the table's handlers open for a call; false where the table has been retired and drained. */
  public boolean retain() {
    return true;
  }

  /** Ends a call's hold. */
  public void release() {}

  /** The table as text: varieties, namespaces, handlers, groups, instances. */
  public String debugText() {
    return "";
  }
}
