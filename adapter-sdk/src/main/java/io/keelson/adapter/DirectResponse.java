package io.keelson.adapter;

import java.util.Map;

/**
 * The HTTP answer that a proxy gives itself, as {@code istio.policy.v1beta1.DirectHttpResponse}.
 *
 * @param code the HTTP status; 0 derives it from the RPC code
 * @param headers each replaces the response header of its name
 */
public record DirectResponse(int code, String body, Map<String, String> headers) {
  public DirectResponse {
    headers = Map.copyOf(headers);
  }
}
