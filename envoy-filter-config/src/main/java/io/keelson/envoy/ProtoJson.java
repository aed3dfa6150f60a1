package io.keelson.envoy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes messages as trees of protobuf JSON with the field names of the {@code .proto}, as Envoy
 * reads them from a Struct. Maps are in the order of their keys, so that equal messages give equal
 * text.
 */
public final class ProtoJson {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;

  private ProtoJson() {}

  /**
   * The message as Map, List, String, Boolean and numbers. Fields that are not set are left out.
   */
  public static Map<String, Object> tree(MessageOrBuilder message) {
    var tree = new LinkedHashMap<String, Object>();
    message
        .getAllFields()
        .forEach((field, value) -> tree.put(field.getName(), field(field, value)));
    return tree;
  }

  private static Object field(FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
      FieldDescriptor content = field.getMessageType().findFieldByNumber(2);
      var map = new TreeMap<String, Object>();
      for (Object entry : (List<?>) value) {
        var message = (Message) entry;
        map.put(message.getField(key).toString(), element(content, message.getField(content)));
      }
      return map;
    }
    if (field.isRepeated()) {
      var list = new ArrayList<Object>();
      ((List<?>) value).forEach(element -> list.add(element(field, element)));
      return list;
    }
    return element(field, value);
  }

  private static Object element(FieldDescriptor field, Object value) {
    return switch (value) {
      case Duration duration -> duration(duration);
      case Timestamp time -> Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
      case Message message -> tree(message);
      case ByteString bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray());
      case EnumValueDescriptor constant -> constant.getName();
      // in JSON 64 bits do not fit a number
      case Long number -> number.toString();
      case Double number when !Double.isFinite(number) -> number.toString();
      case Integer number when field.getType() == FieldDescriptor.Type.UINT32 ->
          Integer.toUnsignedLong(number);
      default -> value;
    };
  }

  /** With 0, 3, 6 or 9 decimals, such as {@code 0.080s}. */
  static String duration(Duration duration) {
    String sign = duration.getSeconds() < 0 || duration.getNanos() < 0 ? "-" : "";
    long seconds = Math.abs(duration.getSeconds());
    int nanos = Math.abs(duration.getNanos());
    String fraction;
    if (nanos == 0) {
      fraction = "";
    } else if (nanos % NANOS_PER_MILLI == 0) {
      fraction = String.format(".%03d", nanos / NANOS_PER_MILLI);
    } else if (nanos % NANOS_PER_MICRO == 0) {
      fraction = String.format(".%06d", nanos / NANOS_PER_MICRO);
    } else {
      fraction = String.format(".%09d", nanos);
    }
    return sign + seconds + fraction + "s";
  }
}
