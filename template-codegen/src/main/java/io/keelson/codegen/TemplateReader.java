package io.keelson.codegen;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import io.keelson.api.adapter.model.v1beta1.Extensions;
import io.keelson.api.adapter.model.v1beta1.TemplateVariety;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns descriptor sets of template definitions into checked models. Stateless. */
public final class TemplateReader {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z]+");

  private TemplateReader() {}

  /** Parses a serialized set, options included. */
  public static FileDescriptorSet parse(byte[] set) throws InvalidProtocolBufferException {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    Extensions.registerAllExtensions(registry);
    return FileDescriptorSet.parseFrom(set, registry);
  }

  /**
   * Reads the one template of a set.
   *
   * @throws TemplateException with everything that is wrong with it
   */
  public static TemplateModel read(FileDescriptorSet set) throws TemplateException {
    Diagnostics errors = new Diagnostics();
    TemplateModel model = read(set.getFileList(), set.getFileList(), errors);
    if (!errors.isEmpty()) {
      throw new TemplateException(errors.list());
    }
    return model;
  }

  /**
   * Reads several templates, one a package, in the order of their packages.
   *
   * @param authored names of the files that define templates; the rest of the set is imports
   * @throws TemplateException with everything that is wrong with any of them
   */
  public static List<TemplateModel> readAll(FileDescriptorSet set, Collection<String> authored)
      throws TemplateException {
    Map<String, List<FileDescriptorProto>> packages =
        set.getFileList().stream()
            .filter(file -> authored.contains(file.getName()))
            .collect(
                Collectors.groupingBy(
                    FileDescriptorProto::getPackage, TreeMap::new, Collectors.toList()));
    Diagnostics errors = new Diagnostics();
    List<TemplateModel> models = new ArrayList<>();
    Map<String, String> files = new LinkedHashMap<>();
    for (List<FileDescriptorProto> group : packages.values()) {
      TemplateModel model = read(group, set.getFileList(), errors);
      if (model != null) {
        models.add(model);
        String other = files.put(model.name(), model.file());
        if (other != null) {
          errors.add(
              "the template name '"
                  + model.name()
                  + "' is used by both "
                  + other
                  + " and "
                  + model.file());
        }
      }
    }
    if (!errors.isEmpty()) {
      throw new TemplateException(errors.list());
    }
    return models;
  }

  /** Null where something is wrong; then {@code errors} has it. */
  private static TemplateModel read(
      List<FileDescriptorProto> candidates, List<FileDescriptorProto> all, Diagnostics errors) {
    List<FileDescriptorProto> carriers =
        candidates.stream()
            .filter(file -> file.getOptions().hasExtension(Extensions.templateVariety))
            .toList();
    if (carriers.isEmpty()) {
      errors.add(
          "one file must carry the option template_variety, and none of these does: "
              + names(candidates));
      return null;
    }
    if (carriers.size() > 1) {
      errors.add(
          "one file must carry the option template_variety, and several do: " + names(carriers));
      return null;
    }
    return read(carriers.get(0), all, errors);
  }

  private static String names(List<FileDescriptorProto> files) {
    return files.stream().map(FileDescriptorProto::getName).collect(Collectors.joining(", "));
  }

  private static TemplateModel read(
      FileDescriptorProto file, List<FileDescriptorProto> all, Diagnostics errors) {
    int before = errors.list().size();
    SourceIndex index = new SourceIndex(file);
    if (file.getPackage().isEmpty()) {
      errors.add(file, index, "the package name is missing; the template's name comes from it");
    }
    String segment = file.getPackage().substring(file.getPackage().lastIndexOf('.') + 1);
    boolean named = file.getOptions().hasExtension(Extensions.templateName);
    String authored = named ? file.getOptions().getExtension(Extensions.templateName) : segment;
    if (named && !NAME.matcher(authored).matches()) {
      errors.add(
          file,
          index,
          "the option template_name '" + authored + "' does not match ^[a-zA-Z]+$",
          FileDescriptorProto.OPTIONS_FIELD_NUMBER,
          Extensions.TEMPLATE_NAME_FIELD_NUMBER);
    }
    if (!file.getPackage().isEmpty() && !NAME.matcher(segment).matches()) {
      errors.add(
          file,
          index,
          "the last segment '"
              + segment
              + "' of the package '"
              + file.getPackage()
              + "' does not match ^[a-zA-Z]+$",
          FileDescriptorProto.PACKAGE_FIELD_NUMBER);
    }
    TemplateVariety variety = file.getOptions().getExtension(Extensions.templateVariety);
    MessageReader messages =
        new MessageReader(file, variety, Names.upperFirst(authored), all, errors);
    MessageModel template = messages.template();
    MessageModel output = messages.output();
    Map<String, MessageModel> resources = messages.resources();
    if (errors.list().size() > before) {
      return null;
    }
    return new TemplateModel(
        file.getName(),
        authored.toLowerCase(Locale.ROOT),
        Names.upperFirst(authored),
        file.getPackage().toLowerCase(Locale.ROOT),
        variety,
        template,
        output,
        resources);
  }
}
