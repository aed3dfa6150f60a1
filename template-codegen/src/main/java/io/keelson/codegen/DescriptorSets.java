package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads descriptor sets that others made, and refuses what could not have come from a compiler. */
final class DescriptorSets {
  private final Map<String, FileDescriptorProto> files = new HashMap<>();
  private final Map<String, FileDescriptor> linked = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  private DescriptorSets() {}

  /**
   * Reads a file.
   *
   * @throws MixgenException where it is no descriptor set, or lacks imports, or contradicts itself
   */
  static FileDescriptorSet read(Path file) throws MixgenException, IOException {
    byte[] bytes = Files.readAllBytes(file);
    FileDescriptorSet set;
    try {
      set = TemplateReader.parse(bytes);
    } catch (IOException e) {
      throw new MixgenException(file + " is not a descriptor set: " + e.getMessage());
    }
    if (set.getFileCount() == 0) {
      throw new MixgenException(file + " is a descriptor set without files");
    }
    DescriptorSets sets = new DescriptorSets();
    set.getFileList().forEach(each -> sets.files.put(each.getName(), each));
    for (FileDescriptorProto each : set.getFileList()) {
      sets.link(file, each);
    }
    return set;
  }

  private FileDescriptor link(Path file, FileDescriptorProto each) throws MixgenException {
    FileDescriptor done = linked.get(each.getName());
    if (done != null) {
      return done;
    }
    if (!open.add(each.getName())) {
      throw new MixgenException(file + ": " + each.getName() + " imports itself");
    }
    FileDescriptor[] imports = new FileDescriptor[each.getDependencyCount()];
    for (int i = 0; i < imports.length; i++) {
      FileDescriptorProto imported = files.get(each.getDependency(i));
      if (imported == null) {
        throw new MixgenException(
            file
                + " lacks "
                + each.getDependency(i)
                + ", which "
                + each.getName()
                + " imports; run the protocol compiler with --include_imports");
      }
      imports[i] = link(file, imported);
    }
    try {
      FileDescriptor descriptor = FileDescriptor.buildFrom(each, imports);
      linked.put(each.getName(), descriptor);
      return descriptor;
    } catch (DescriptorValidationException e) {
      throw new MixgenException(file + " contradicts itself: " + e.getMessage());
    }
  }
}
