package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with template definitions. */
final class Diagnostics {
  private final List<String> errors = new ArrayList<>();

  /** Something about no file in particular. */
  void add(String sentence) {
    errors.add("Error: " + stopped(sentence));
  }

  /** Something about a place in a file; the line is left out where it is not known. */
  void add(FileDescriptorProto file, SourceIndex index, String sentence, Integer... path) {
    int line = index.line(path);
    String place = line > 0 ? file.getName() + ":" + line : file.getName();
    errors.add("Error: " + place + ": " + stopped(sentence));
  }

  boolean isEmpty() {
    return errors.isEmpty();
  }

  List<String> list() {
    return List.copyOf(errors);
  }

  private static String stopped(String sentence) {
    return sentence.endsWith(".") ? sentence : sentence + ".";
  }
}
