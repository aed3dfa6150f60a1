package io.keelson.cli.server;

import io.keelson.cli.Version;
import io.keelson.mixer.server.MixerServer;
import io.keelson.mixer.server.OptionsException;
import io.keelson.mixer.server.ServerFlag;
import io.keelson.mixer.server.ServerOptions;
import io.keelson.mixer.server.StartException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keelson mixer}: the server alone, with the flags of the Istio 1.1 server. */
@Command(
    name = "mixer",
    description = "Run the policy and telemetry server, with the flags of the Istio 1.1 server.",
    sortOptions = false)
public final class MixerCommand implements Callable<Integer> {
  /** What this command does unless told otherwise. */
  public static final Map<ServerFlag, String> DEFAULTS =
      Map.of(ServerFlag.PLUGIN_FOLDER, pluginFolder());

  @Spec private CommandSpec spec;

  static String pluginFolder() {
    return Path.of(System.getProperty("keelson.home", "target/keelson"), "plugins").toString();
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Mixer started with "
            + String.join(" ", spec.commandLine().getParseResult().originalArgs()));
    MixerServer server =
        start(spec, ServerFlagOptions.given(spec.commandLine().getParseResult(), DEFAULTS));
    if (server == null) {
      return 1;
    }
    server.banner().forEach(out::println);
    out.flush();
    return serve(server);
  }

  /** Starts a server, or says what is in the way and gives null. */
  static MixerServer start(CommandSpec spec, Map<ServerFlag, String> flags) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      return MixerServer.start(ServerOptions.of(flags), Version.number());
    } catch (OptionsException wrong) {
      wrong.problems().forEach(problem -> err.println("keelson " + spec.name() + ": " + problem));
    } catch (StartException cannot) {
      err.println("Unable to initialize Mixer: " + cannot.getMessage());
    }
    err.flush();
    return null;
  }

  /** Lets the server serve until the process is asked to end. */
  static int serve(MixerServer server) throws InterruptedException {
    server.closeOnSignal();
    Thread.currentThread().join();
    return 0;
  }
}
