package io.keelson.codegen;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.keelson.codegen.Flags.Flag;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The command over the generator: {@code api} makes sources and a service file from a template,
 * {@code template} and {@code adapter} make the resources that adapters outside the process need.
 * Stateless.
 */
public final class Mixgen {
  /** What to print for help. */
  public static final String USAGE =
      """
      mixgen api       sources and service file from the descriptor set of an authored template
        -t, --template FILE        the descriptor set; with imports, and source info for comments
            --proto_out FILE       the service file (./generated_template.proto)
            --descriptor_out FILE  the service file as a descriptor set with imports
            --java_out FOLDER      Java sources for adapters inside the process
            --java_package NAME    the package above the template's own, for --java_out
        -m, --importmapping A:B    accepted and without effect: only Go needs it
      mixgen template  a template resource from the descriptor set of a service file
        -d, --descriptor FILE      the descriptor set, with imports
        -n, --name NAME            of the resource
            --namespace NAME       of the resource (istio-system)
        -o, --output FILE          standard output without it
      mixgen adapter   an adapter resource
        -n, --name NAME            of the resource
            --namespace NAME       of the resource (istio-system)
        -d, --description TEXT
        -c, --config FILE          descriptor set with the message Params; none for no configuration
        -s, --session_based BOOL   whether configuration goes to sessions (true)
        -t, --templates NAME       template resource; once for each
        -o, --output FILE          an existing file or folder; standard output without it
      """;

  private static final List<Flag> API =
      List.of(
          Flag.of("template", "t"),
          Flag.of("proto_out", ""),
          Flag.of("descriptor_out", ""),
          Flag.of("java_out", ""),
          Flag.of("java_package", ""),
          Flag.of("go_out", ""),
          Flag.of("importmapping", "m"));
  private static final List<Flag> TEMPLATE =
      List.of(
          Flag.of("descriptor", "d"),
          Flag.of("name", "n"),
          Flag.of("namespace", ""),
          Flag.of("output", "o"));
  private static final List<Flag> ADAPTER =
      List.of(
          Flag.of("name", "n"),
          Flag.of("namespace", ""),
          Flag.of("description", "d"),
          Flag.of("config", "c"),
          new Flag("session_based", "s", true),
          Flag.of("templates", "t"),
          Flag.of("output", "o"));

  private final List<String> arguments;
  private final PrintStream out;

  private Mixgen(List<String> arguments, PrintStream out) {
    this.arguments = arguments;
    this.out = out;
  }

  /**
   * Carries out one command.
   *
   * @param arguments the command and its options
   * @param out gets what the command makes, and help
   * @param err gets what is wrong
   * @return the exit status
   */
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      new Mixgen(arguments, out).run();
      return 0;
    } catch (MixgenException | TemplateException e) {
      err.println(e.getMessage());
    } catch (NoSuchFileException e) {
      err.println("there is no file " + e.getMessage());
    } catch (IOException e) {
      err.println("cannot read or write: " + e.getMessage());
    }
    return 1;
  }

  private void run() throws MixgenException, TemplateException, IOException {
    String command = arguments.isEmpty() ? "--help" : arguments.get(0);
    List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
    switch (command) {
      case "api" -> api(Flags.parse(API, rest));
      case "template" -> template(Flags.parse(TEMPLATE, rest));
      case "adapter" -> adapter(Flags.parse(ADAPTER, rest));
      case "help", "-h", "--help" -> out.print(USAGE);
      default ->
          throw new MixgenException(
              "unknown command '" + command + "'; there are api, template and adapter");
    }
  }

  private void api(Flags flags) throws MixgenException, TemplateException, IOException {
    for (String mapping : flags.all("importmapping")) {
      if (mapping.chars().filter(c -> c == ':').count() != 1) {
        throw new MixgenException(
            "the import mapping '" + mapping + "' is not of the form import:package");
      }
    }
    if (!flags.all("go_out").isEmpty()) {
      throw new MixgenException("there is no output for Go here; use --java_out");
    }
    Path set = Path.of(flags.required("template"));
    TemplateModel model = TemplateReader.read(DescriptorSets.read(set));
    FileDescriptorProto service = ServiceFile.of(model);
    String javaOut = flags.get("java_out", "");
    if (!javaOut.isEmpty()) {
      Map<String, String> sources = JavaGenerator.generate(model, flags.required("java_package"));
      for (Map.Entry<String, String> source : sources.entrySet()) {
        write(Path.of(javaOut, source.getKey()), source.getValue().getBytes(UTF_8));
      }
    }
    write(
        Path.of(flags.get("proto_out", "./generated_template.proto")),
        ProtoPrinter.print(service).getBytes(UTF_8));
    String descriptorOut = flags.get("descriptor_out", "");
    if (!descriptorOut.isEmpty()) {
      write(Path.of(descriptorOut), ServiceFile.withImports(service).toByteArray());
    }
  }

  private void template(Flags flags) throws MixgenException, IOException {
    String name = flags.required("name");
    String descriptor = base64(Path.of(flags.required("descriptor")));
    String resource = head("template", name, flags) + "  descriptor: \"" + descriptor + "\"\n---\n";
    String output = flags.get("output", "");
    if (output.isEmpty()) {
      out.print(resource);
    } else {
      write(Path.of(output), resource.getBytes(UTF_8));
    }
  }

  private void adapter(Flags flags) throws MixgenException, IOException {
    String name = flags.required("name");
    String sessions = flags.get("session_based", "true");
    if (!sessions.equals("true") && !sessions.equals("false")) {
      throw new MixgenException(
          "the option --session_based is true or false, not '" + sessions + "'");
    }
    StringBuilder resource = new StringBuilder(head("adapter", name, flags));
    resource.append("  description: ").append(quoted(flags.get("description", ""))).append('\n');
    resource.append("  session_based: ").append(sessions).append('\n');
    resource.append("  templates:").append(flags.all("templates").isEmpty() ? " []\n" : "\n");
    flags.all("templates").forEach(t -> resource.append("  - ").append(quoted(t)).append('\n'));
    String config = flags.get("config", "");
    resource
        .append("  config: \"")
        .append(config.isEmpty() ? "" : base64(Path.of(config)))
        .append("\"\n---\n");
    String output = flags.get("output", "");
    if (output.isEmpty()) {
      out.print(resource);
      return;
    }
    Path file = Path.of(output);
    if (!Files.exists(file)) {
      throw new MixgenException("the output " + file + " does not exist; create it first");
    }
    write(
        Files.isDirectory(file) ? file.resolve(name + ".yaml") : file,
        resource.toString().getBytes(UTF_8));
  }

  private String head(String kind, String name, Flags flags) {
    return "# Made by this command; to change it, run the command again.\n"
        + "# mixgen "
        + String.join(" ", arguments).replace('\n', ' ')
        + "\napiVersion: \"config.istio.io/v1alpha2\"\nkind: "
        + kind
        + "\nmetadata:\n  name: "
        + quoted(name)
        + "\n  namespace: "
        + quoted(flags.get("namespace", "istio-system"))
        + "\nspec:\n";
  }

  /** A descriptor set for a resource: one that can be used without further files. */
  private static String base64(Path file) throws MixgenException, IOException {
    DescriptorSets.read(file);
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
  }

  private static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + "\"";
  }

  private static void write(Path file, byte[] content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Files.write(file, content);
  }
}
