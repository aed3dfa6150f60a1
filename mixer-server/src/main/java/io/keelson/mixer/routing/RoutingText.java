package io.keelson.mixer.routing;

import java.util.SortedMap;

/** A routing table to look at. */
final class RoutingText {
  private final StringBuilder text = new StringBuilder();

  RoutingText(RoutingTable table) {
    text.append("[Routing table ID: ").append(table.id()).append("]\n");
    for (Phase phase : Phase.values()) {
      SortedMap<String, Routes> namespaces = table.namespaces(phase);
      if (!namespaces.isEmpty()) {
        line(0, "{V} " + phase);
        namespaces.forEach(
            (namespace, routes) -> {
              line(1, "{NS} " + namespace);
              routes(routes);
            });
      }
    }
  }

  private void routes(Routes routes) {
    for (Destination destination : routes.destinations()) {
      line(2, "{H} " + destination);
      for (InstanceGroup group : destination.groups()) {
        line(3, "Condition: " + condition(group.condition()));
        for (Route route : group.routes()) {
          line(4, "{I} " + route.instance().name());
        }
      }
    }
    for (HeaderGroup group : routes.headers()) {
      line(2, "Header operations: " + condition(group.condition()));
      for (var operation : group.request()) {
        line(3, "request " + operation.operation() + " " + operation.name());
      }
      for (var operation : group.response()) {
        line(3, "response " + operation.operation() + " " + operation.name());
      }
    }
  }

  private static String condition(Condition condition) {
    return condition == null ? "<NONE>" : condition.toString();
  }

  private void line(int depth, String content) {
    text.append("  ".repeat(depth)).append(content).append('\n');
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
