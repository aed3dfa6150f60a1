package io.keelson.config.snapshot;

import com.google.protobuf.CodedOutputStream;
import io.keelson.adapter.Adapter;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * What a handler is made of: equal signatures mean that a running handler can go on. Holds the
 * adapter object itself, so that a plugin that was loaded anew gets new handlers even if it calls
 * itself the same.
 *
 * @param handler the handler's name
 * @param digest over the parameters and over the instances' names, templates and types, each in a
 *     canonical form
 */
public record HandlerSignature(Adapter<?> adapter, String handler, String digest) {

  /** The signature of a handler and the instances that rules send to it, in whatever order. */
  public static HandlerSignature of(HandlerConfig handler, Collection<InstanceConfig> instances) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      write(out, handler.adapter().info().name());
      write(out, handler.params().getDescriptorForType().getFullName());
      byte[] params = new byte[handler.params().getSerializedSize()];
      CodedOutputStream coded = CodedOutputStream.newInstance(params);
      coded.useDeterministicSerialization();
      handler.params().writeTo(coded);
      write(out, params);
      for (InstanceConfig instance :
          instances.stream()
              .distinct()
              .sorted(Comparator.comparing(InstanceConfig::key))
              .toList()) {
        write(out, instance.name());
        write(out, instance.template().name());
        write(out, instance.type().toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new HandlerSignature(handler.adapter(), handler.name(), digest(bytes.toByteArray()));
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    write(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
