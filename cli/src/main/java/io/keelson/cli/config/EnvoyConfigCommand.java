package io.keelson.cli.config;

import io.keelson.config.diagnostic.Diagnostic;
import io.keelson.config.diagnostic.Diagnostic.Severity;
import io.keelson.config.resource.Resource;
import io.keelson.config.source.FolderSource;
import io.keelson.config.source.ResourceReader;
import io.keelson.envoy.Direction;
import io.keelson.envoy.JsonText;
import io.keelson.envoy.ListenerAddress;
import io.keelson.envoy.MeshService;
import io.keelson.envoy.MeshSettings;
import io.keelson.envoy.ProxyConfig;
import io.keelson.envoy.ProxyNode;
import io.keelson.envoy.ServiceSpecs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keelson envoy-config}: what makes a proxy ask and tell a Keelson server. */
@Command(
    name = "envoy-config",
    description = "Print the Envoy configuration that points a proxy at a server.")
public final class EnvoyConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--for",
      required = true,
      paramLabel = "1.1|v3",
      description = "The proxy: 1.1 is Istio 1.1's, with the mixer filters.")
  private String proxy;

  @Option(
      names = {"-f", "--filename"},
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "File or folder with QuotaSpec, HTTPAPISpec and their bindings; other kinds are left"
              + " alone.")
  private List<String> files = List.of();

  @Option(
      names = "--server",
      defaultValue = "",
      paramLabel = "HOST:PORT",
      description = "Where the server listens, for Check and Report.")
  private String server;

  @Option(
      names = "--policyCheckServer",
      paramLabel = "HOST:PORT",
      description = "Another server for Check; \"\" for none.")
  private String policyCheckServer;

  @Option(
      names = "--telemetryServer",
      paramLabel = "HOST:PORT",
      description = "Another server for Report; \"\" for none.")
  private String telemetryServer;

  @Option(
      names = "--direction",
      required = true,
      paramLabel = "inbound|outbound",
      description = "Traffic to the workload beside the proxy, or from it.")
  private Direction direction;

  @Option(
      names = "--service",
      required = true,
      paramLabel = "NAME.NS",
      arity = "1..*",
      description =
          "Service that the workload offers (inbound) or calls (outbound), or a full host name.")
  private List<String> services;

  @Option(
      names = "--node",
      paramLabel = "POD.NS",
      description =
          "The proxy, as POD.NAMESPACE or as a whole Envoy node id (default: the first service).")
  private String node;

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "Node metadata, such as policy.istio.io/check=allow-on-error.")
  private Map<String, String> metadata = Map.of();

  @Option(
      names = "--listener",
      paramLabel = "IP:PORT",
      description =
          "Where an inbound listener listens; without it destination.ip and destination.port are"
              + " left out.")
  private String listener;

  @Option(
      names = "--domain",
      defaultValue = "cluster.local",
      paramLabel = "DOMAIN",
      description = "Domain of the mesh's services (default: ${DEFAULT-VALUE}).")
  private String domain;

  @Option(
      names = "--configDefaultNamespace",
      defaultValue = "istio-system",
      paramLabel = "NAMESPACE",
      description = "Namespace of resources that name none (default: ${DEFAULT-VALUE}).")
  private String defaultNamespace;

  @Option(names = "--disablePolicyChecks", description = "No Check; only reports.")
  private boolean disablePolicyChecks;

  @Option(names = "--policyCheckFailOpen", description = "Requests pass where no server answers.")
  private boolean policyCheckFailOpen;

  @Option(names = "--enableClientSidePolicyCheck", description = "Check on the caller's side too.")
  private boolean enableClientSidePolicyCheck;

  @Override
  public Integer call() throws IOException {
    if (proxy.equals("v3")) {
      throw new IllegalArgumentException(
          "--for v3 comes with the doors for today's Envoy (ext_authz, access log, rate limit),"
              + " which this version does not have yet; --for 1.1 is served.");
    }
    if (!proxy.equals("1.1")) {
      throw new ParameterException(
          spec.commandLine(), "--for takes 1.1 (or v3, later), not '" + proxy + "'");
    }
    var diagnostics = new ArrayList<Diagnostic>();
    ServiceSpecs specs = ServiceSpecs.read(resources(diagnostics), domain);
    ProxyConfig config = ProxyConfig.of(mesh(), request(diagnostics), specs);
    diagnostics.addAll(config.diagnostics());
    diagnostics.forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getOut().println(JsonText.of(config.document()));
    spec.commandLine().getOut().flush();
    return diagnostics.stream().anyMatch(d -> d.severity() == Severity.ERROR) ? 1 : 0;
  }

  private MeshSettings mesh() {
    MeshSettings mesh =
        MeshSettings.of(server)
            .withDisablePolicyChecks(disablePolicyChecks)
            .withPolicyCheckFailOpen(policyCheckFailOpen)
            .withEnableClientSidePolicyCheck(enableClientSidePolicyCheck);
    if (policyCheckServer != null) {
      mesh = mesh.withPolicyCheckServer(policyCheckServer);
    }
    return telemetryServer == null ? mesh : mesh.withTelemetryServer(telemetryServer);
  }

  private ProxyConfig.Request request(List<Diagnostic> diagnostics) {
    try {
      List<MeshService> parsed =
          services.stream().map(service -> MeshService.parse(service, domain)).toList();
      return new ProxyConfig.Request(
          ProxyNode.parse(node == null ? guess(parsed.getFirst(), diagnostics) : node, metadata),
          direction,
          Optional.ofNullable(listener).map(ListenerAddress::parse),
          parsed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static String guess(MeshService service, List<Diagnostic> diagnostics) {
    String guess =
        service.name().isEmpty() ? service.host() : service.name() + "." + service.namespace();
    diagnostics.add(
        new Diagnostic(
            Severity.WARNING,
            "guessed-node",
            null,
            "node",
            guess,
            "the proxy calls itself '" + guess + "'; give --node POD.NAMESPACE to name its pod",
            null));
    return guess;
  }

  private List<Resource> resources(List<Diagnostic> diagnostics) throws IOException {
    var resources = new ArrayList<Resource>();
    for (String file : files) {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        var options =
            new FolderSource.Options(defaultNamespace, FolderSource.Options.DEFAULT.delay());
        try (var source = new FolderSource(path, options)) {
          source.start(
              (all, faults) -> {
                resources.addAll(all);
                diagnostics.addAll(faults);
              });
        }
      } else if (Files.exists(path)) {
        ResourceReader.Read read =
            ResourceReader.read(file, Files.readString(path), defaultNamespace);
        resources.addAll(read.resources());
        diagnostics.addAll(read.diagnostics());
      } else {
        throw new NoSuchFileException(file, null, "there is no such file or folder");
      }
    }
    return resources;
  }
}
