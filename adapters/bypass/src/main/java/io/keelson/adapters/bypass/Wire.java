package io.keelson.adapters.bypass;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import io.keelson.adapter.CheckResult;
import io.keelson.adapter.DirectResponse;
import io.keelson.adapter.Status;
import io.keelson.adapter.Values;
import io.keelson.adapter.template.DimensionTypes;
import io.keelson.adapter.template.Dimensions;
import io.keelson.adapter.template.InstanceType;
import io.keelson.adapter.template.checknothing.CheckNothingType;
import io.keelson.adapter.template.metric.MetricInstance;
import io.keelson.adapter.template.metric.MetricType;
import io.keelson.adapter.template.quota.QuotaType;
import io.keelson.adapter.template.reportnothing.ReportNothingType;
import io.keelson.attribute.IpAddress;
import io.keelson.attribute.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Translates between what handlers get and what backends get. */
final class Wire {

  private Wire() {}

  /**
   * A value in the form that templates carry. There is none for absent values, which go unset, and
   * none for maps, which go as their text.
   */
  static Policy.Value value(Object value, ValueType type) {
    var out = Policy.Value.newBuilder();
    switch (value) {
      case null -> {
        // An unset oneof is how the wire says absent.
      }
      case String text -> string(out, text, type);
      case Long number -> out.setInt64Value(number);
      case Double number -> out.setDoubleValue(number);
      case Boolean bool -> out.setBoolValue(bool);
      case IpAddress address ->
          out.setIpAddressValue(
              Policy.IPAddress.newBuilder().setValue(ByteString.copyFrom(address.octets())));
      case Instant instant ->
          out.setTimestampValue(
              Policy.TimeStamp.newBuilder()
                  .setValue(
                      Timestamp.newBuilder()
                          .setSeconds(instant.getEpochSecond())
                          .setNanos(instant.getNano())));
      case Duration duration ->
          out.setDurationValue(Policy.Duration.newBuilder().setValue(duration(duration)));
      default -> out.setStringValue(Values.text(value));
    }
    return out.build();
  }

  private static void string(Policy.Value.Builder out, String text, ValueType type) {
    switch (type) {
      case EMAIL_ADDRESS ->
          out.setEmailAddressValue(Policy.EmailAddress.newBuilder().setValue(text));
      case DNS_NAME -> out.setDnsNameValue(Policy.DNSName.newBuilder().setValue(text));
      case URI -> out.setUriValue(Policy.Uri.newBuilder().setValue(text));
      default -> out.setStringValue(text);
    }
  }

  static Map<String, Policy.Value> values(Dimensions dimensions) {
    Map<String, Policy.Value> values = HashMap.newHashMap(dimensions.size());
    for (int i = 0; i < dimensions.size(); i++) {
      values.put(dimensions.types().key(i), value(dimensions.value(i), dimensions.types().type(i)));
    }
    return values;
  }

  static MetricWire.InstanceMsg metric(MetricInstance metric, ValueType valueType) {
    return MetricWire.InstanceMsg.newBuilder()
        .setName(metric.name())
        .setValue(value(metric.value(), valueType))
        .putAllDimensions(values(metric.dimensions()))
        .setMonitoredResourceType(metric.monitoredResourceType())
        .putAllMonitoredResourceDimensions(values(metric.monitoredResourceDimensions()))
        .build();
  }

  /** The inferred type of an instance, as the message {@code Type} of its template. */
  static Any inferredType(InstanceType type) {
    return Any.pack(
        switch (type) {
          case MetricType metric ->
              MetricWire.Type.newBuilder()
                  .setValueValue(metric.value().number())
                  .putAllDimensionsValue(types(metric.dimensions()))
                  .putAllMonitoredResourceDimensionsValue(
                      types(metric.monitoredResourceDimensions()))
                  .build();
          case QuotaType quota ->
              QuotaWire.Type.newBuilder().putAllDimensionsValue(types(quota.dimensions())).build();
          case CheckNothingType nothing -> CheckNothingWire.Type.getDefaultInstance();
          case ReportNothingType nothing -> ReportNothingWire.Type.getDefaultInstance();
          default ->
              throw new IllegalArgumentException(
                  type.name() + " is of a template that bypass does not declare");
        });
  }

  private static Map<String, Integer> types(DimensionTypes types) {
    var numbers = new HashMap<String, Integer>();
    for (int i = 0; i < types.size(); i++) {
      numbers.put(types.key(i), types.type(i).number());
    }
    return numbers;
  }

  static CheckResult checkResult(Model.CheckResult result) throws InvalidProtocolBufferException {
    DirectResponse direct = null;
    for (Any detail : result.getStatus().getDetailsList()) {
      if (direct == null && detail.is(Policy.DirectHttpResponse.class)) {
        var response = Policy.DirectHttpResponse.parseFrom(detail.getValue());
        direct =
            new DirectResponse(response.getCode(), response.getBody(), response.getHeadersMap());
      }
    }
    return new CheckResult(
        new Status(result.getStatus().getCode(), result.getStatus().getMessage(), direct),
        duration(result.getValidDuration()),
        result.getValidUseCount());
  }

  /** Checks that a report was taken; there is nothing in the answer. */
  static Void nothing(byte[] answer) throws InvalidProtocolBufferException {
    Model.ReportResult.parseFrom(answer);
    return null;
  }

  static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  /** Both parts of a protobuf duration have one sign; Java's nanoseconds never have one. */
  private static com.google.protobuf.Duration duration(Duration duration) {
    return com.google.protobuf.Duration.newBuilder()
        .setSeconds(duration.toNanos() / 1_000_000_000)
        .setNanos((int) (duration.toNanos() % 1_000_000_000))
        .build();
  }
}
