package io.keelson.mixer.routing;

import io.keelson.adapter.template.Variety;

/** A part of a call: it has a table of its own. */
public enum Phase {
  CHECK,
  REPORT,
  QUOTA,
  GENERATION;

  static Phase of(Variety variety) {
    return switch (variety) {
      case CHECK, CHECK_WITH_OUTPUT -> CHECK;
      case REPORT -> REPORT;
      case QUOTA -> QUOTA;
      case ATTRIBUTE_GENERATOR -> GENERATION;
    };
  }
}
