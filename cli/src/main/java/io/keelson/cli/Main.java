package io.keelson.cli;

import io.keelson.cli.client.CheckCommand;
import io.keelson.cli.client.ReportCommand;
import io.keelson.cli.config.AdaptersCommand;
import io.keelson.cli.config.EnvoyConfigCommand;
import io.keelson.cli.config.ValidateCommand;
import io.keelson.cli.expression.ExprCommand;
import io.keelson.cli.server.MixerCommand;
import io.keelson.cli.server.ProbeCommand;
import io.keelson.cli.server.ServerFlagOptions;
import io.keelson.cli.server.UpCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code keelson} command. */
@Command(
    name = "keelson",
    description =
        "A policy and telemetry backend for Envoy that speaks the Istio 1.1 Mixer protocol.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      UpCommand.class,
      MixerCommand.class,
      CheckCommand.class,
      ReportCommand.class,
      ValidateCommand.class,
      ExprCommand.class,
      AdaptersCommand.class,
      EnvoyConfigCommand.class,
      MixgenCommand.class,
      ProbeCommand.class,
      VersionCommand.class,
      GenerateCompletion.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "Start with:  keelson up",
      "Complete in bash or zsh:  source <(keelson generate-completion)"
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /**
   * Exits with 0 where all went well, 1 where it did not, 2 where the command line cannot be read.
   */
  public static void main(String[] args) {
    int status = commandLine().execute(args);
    if (status != CommandLine.ExitCode.OK) {
      System.exit(status);
    }
  }

  /** The command line, with errors that say what to do. */
  static CommandLine commandLine() {
    var commands = new CommandLine(new Main());
    ServerFlagOptions.addTo(
        commands.getSubcommands().get("mixer").getCommandSpec(), MixerCommand.DEFAULTS);
    ServerFlagOptions.addTo(
        commands.getSubcommands().get("up").getCommandSpec(), UpCommand.DEFAULTS);
    return commands
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command
                  .getErr()
                  .println("keelson " + command.getCommandName() + ": " + reason(failure));
              return CommandLine.ExitCode.SOFTWARE;
            });
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say what to do: up, mixer, check, …");
  }
}
