package io.keelson.cli.client;

import io.keelson.api.rpc.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names of {@code google.rpc.Code} numbers. */
final class RpcCodes {
  private static final List<String> NAMES =
      List.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  private RpcCodes() {}

  static String name(int code) {
    return code >= 0 && code < NAMES.size() ? NAMES.get(code) : "Code " + code;
  }

  /** The code's name, and the message in parentheses where there is one. */
  static String describe(Status status) {
    String name = name(status.getCode());
    return status.getMessage().isEmpty() ? name : name + " (" + status.getMessage() + ")";
  }

  static Map<String, Object> json(Status status) {
    var json = new LinkedHashMap<String, Object>();
    json.put("code", status.getCode());
    json.put("name", name(status.getCode()));
    json.put("message", status.getMessage());
    return json;
  }
}
