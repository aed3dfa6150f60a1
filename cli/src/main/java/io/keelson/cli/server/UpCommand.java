package io.keelson.cli.server;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.mixer.door.grpc.ListenAddress;
import io.keelson.mixer.server.MixerServer;
import io.keelson.mixer.server.ServerFlag;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keelson up}: the whole product on one machine, for those who want to see it work. */
@Command(
    name = "up",
    description = {
      "Run the whole product on this machine: loopback only, quotas in memory, configuration from a folder"
          + " that may be edited while it runs."
    },
    sortOptions = false)
public final class UpCommand implements Callable<Integer> {
  private static final String LOOPBACK = "127.0.0.1";

  /** Where the prometheus adapter serves, unless it is told otherwise. */
  private static final String PROMETHEUS_PORT = "42422";

  /** What this command does unless told otherwise. */
  public static final Map<ServerFlag, String> DEFAULTS =
      Map.of(
          ServerFlag.PLUGIN_FOLDER, MixerCommand.pluginFolder(),
          ServerFlag.CONFIG_STORE_URL, url(examples()),
          ServerFlag.MONITORING_ADDRESS, LOOPBACK);

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "Folder of configuration (default: examples/bookinfo).")
  private Path folder;

  private static Path examples() {
    return Path.of(System.getProperty("keelson.root", ""))
        .toAbsolutePath()
        .resolve("examples/bookinfo");
  }

  private static String url(Path folder) {
    return "fs://" + folder.toString().replace("%", "%25");
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Map<ServerFlag, String> given =
        ServerFlagOptions.given(spec.commandLine().getParseResult(), DEFAULTS);
    Map<ServerFlag, String> flags = new EnumMap<>(given);
    if (folder != null) {
      if (!Files.isDirectory(folder)) {
        throw new IllegalArgumentException(
            "there is no folder "
                + folder
                + "; give one that holds configuration, such as examples/bookinfo");
      }
      flags.put(ServerFlag.CONFIG_STORE_URL, url(folder.toAbsolutePath()));
    }
    if (!flags.containsKey(ServerFlag.ADDRESS)) {
      String port = flags.getOrDefault(ServerFlag.PORT, ServerFlag.PORT.defaultValue());
      flags.put(ServerFlag.ADDRESS, LOOPBACK + ":" + port);
    }
    // What listens beyond this machine is the operator's choice, and this command is for trying.
    if (System.getProperty("keelson.prometheus.address") == null) {
      System.setProperty("keelson.prometheus.address", LOOPBACK);
    }
    MixerServer server = MixerCommand.start(spec, flags);
    if (server == null) {
      return 1;
    }
    greet(server, out);
    return MixerCommand.serve(server);
  }

  private static void greet(MixerServer server, PrintWriter out) {
    ListenAddress api = server.apiAddress();
    String mixer =
        api instanceof ListenAddress.Tcp ? LOOPBACK + ":" + server.apiPort() : api.toString();
    String other = server.apiPort() == 9091 ? "" : " -m " + mixer;
    out.println("Keelson is up.");
    out.println();
    out.println("  check and report   " + mixer + " (gRPC, the Mixer protocol of Istio 1.1)");
    out.println("  request metrics    http://" + LOOPBACK + ":" + prometheusPort() + "/metrics");
    out.println(
        "  about itself       http://"
            + LOOPBACK
            + ":"
            + server.monitoringPort()
            + "/metrics, /debug/config");
    out.println("  configuration      " + server.configFolder() + " (edit it while this runs)");
    List<Diagnostic> diagnostics = server.diagnostics();
    if (!diagnostics.isEmpty()) {
      out.println("  diagnostics        " + diagnostics.size());
      diagnostics.forEach(diagnostic -> out.println("    " + diagnostic));
    }
    out.println();
    out.println("Try:");
    tries(other).forEach(line -> out.println("  " + line));
    out.println();
    out.flush();
  }

  private static String prometheusPort() {
    String port = System.getProperty("keelson.prometheus.port", PROMETHEUS_PORT);
    return port.equals("0") ? "(any free port)" : port;
  }

  private static List<String> tries(String other) {
    return List.of(
        "./keelson check"
            + other
            + " -s source.workload.name=reviews-v3 --stringmap_attributes"
            + " \"source.labels=app:reviews;version:v3,destination.labels=app:ratings\"",
        "./keelson check"
            + other
            + " -r 5 -q productpagelimit=1 --stringmap_attributes \"destination.labels=app:productpage\"",
        "./keelson report"
            + other
            + " -s context.protocol=http,destination.service.name=ratings -i response.code=200"
            + "  # then look at the request metrics");
  }
}
