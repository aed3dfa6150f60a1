package io.keelson.cli.client;

import io.keelson.api.mixer.v1.HeaderOperation;
import io.keelson.api.mixer.v1.RouteDirective;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a route directive says, for people and for programs. */
final class RouteDirectiveText {
  private RouteDirectiveText() {}

  static void append(StringBuilder text, RouteDirective directive) {
    text.append("  Route Directive\n");
    if (directive.getDirectResponseCode() != 0) {
      text.append("    direct response ").append(directive.getDirectResponseCode());
      if (!directive.getDirectResponseBody().isEmpty()) {
        text.append(": ").append(directive.getDirectResponseBody());
      }
      text.append('\n');
    }
    append(text, "request", directive.getRequestHeaderOperationsList());
    append(text, "response", directive.getResponseHeaderOperationsList());
  }

  private static void append(StringBuilder text, String which, List<HeaderOperation> operations) {
    for (HeaderOperation operation : operations) {
      text.append("    ")
          .append(which)
          .append(" header ")
          .append(operation.getOperation())
          .append(' ')
          .append(operation.getName());
      if (operation.getOperation() != HeaderOperation.Operation.REMOVE) {
        text.append(": ").append(operation.getValue());
      }
      text.append('\n');
    }
  }

  static Map<String, Object> json(RouteDirective directive) {
    var json = new LinkedHashMap<String, Object>();
    if (directive.getDirectResponseCode() != 0) {
      json.put("directResponseCode", directive.getDirectResponseCode());
      json.put("directResponseBody", directive.getDirectResponseBody());
    }
    json.put("requestHeaderOperations", json(directive.getRequestHeaderOperationsList()));
    json.put("responseHeaderOperations", json(directive.getResponseHeaderOperationsList()));
    return json;
  }

  private static List<Map<String, Object>> json(List<HeaderOperation> operations) {
    return operations.stream()
        .<Map<String, Object>>map(
            operation -> {
              var one = new LinkedHashMap<String, Object>();
              one.put("operation", operation.getOperation().name());
              one.put("name", operation.getName());
              one.put("value", operation.getValue());
              return one;
            })
        .toList();
  }
}
