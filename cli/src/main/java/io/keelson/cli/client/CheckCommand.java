package io.keelson.cli.client;

import io.keelson.api.mixer.v1.CheckRequest;
import io.keelson.api.mixer.v1.CheckResponse;
import io.keelson.attribute.DurationText;
import io.keelson.cli.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code keelson check}: asks a server whether a request may pass, and prints what it says. */
@Command(
    name = "check",
    description = "Ask a Mixer server whether a request may pass, and for quota.")
public final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private AttributeFlags attributes;
  @Mixin private CallOptions call;

  @Option(
      names = {"-q", "--quotas"},
      paramLabel = "NAME=AMOUNT[,…]",
      description = "Quotas to allocate, sent with best effort.")
  private String quotas;

  @Override
  public Integer call() throws InterruptedException {
    CheckRequest template =
        CheckRequest.newBuilder()
            .setAttributes(Attributes.encode(attributes.values()))
            .putAllQuotas(quotaParams())
            .build();
    PrintWriter out = spec.commandLine().getOut();
    try (var client = new MixerClient(call.mixer, call.timeout)) {
      return call.run(call.repeat, repetition -> check(client, template, repetition, out)) ? 0 : 1;
    }
  }

  private Map<String, CheckRequest.QuotaParams> quotaParams() {
    var params = new LinkedHashMap<String, CheckRequest.QuotaParams>();
    if (quotas == null || quotas.isEmpty()) {
      return params;
    }
    for (String definition : quotas.split(",", -1)) {
      int separator = definition.indexOf('=');
      if (separator < 0) {
        throw new AttributeFlags.FlagException(
            "Quota definition " + definition + " does not include an = sign");
      }
      if (separator == 0) {
        throw new AttributeFlags.FlagException(
            "Quota definition " + definition + " does not contain a valid name");
      }
      try {
        params.put(
            definition.substring(0, separator),
            CheckRequest.QuotaParams.newBuilder()
                .setAmount(Long.parseLong(definition.substring(separator + 1)))
                .setBestEffort(true)
                .build());
      } catch (NumberFormatException cause) {
        throw new AttributeFlags.FlagException(
            "Unable to parse quota value "
                + definition
                + ": it is not a 64-bit integer in base 10");
      }
    }
    return params;
  }

  private boolean check(
      MixerClient client, CheckRequest template, int repetition, PrintWriter out) {
    CheckRequest request =
        template.toBuilder().setDeduplicationId(CallOptions.deduplicationId(repetition)).build();
    String text;
    boolean good = true;
    try {
      CheckResponse response = client.call("Check", request.toByteArray(), CheckResponse.parser());
      text = call.output == CallOptions.Format.json ? json(response) : text(response);
    } catch (MixerClient.CallException failed) {
      good = false;
      text =
          call.output == CallOptions.Format.json
              ? Json.write(Map.of("error", failed.getMessage())) + "\n"
              : "Check RPC failed with: " + failed.getMessage() + "\n";
    }
    if (call.printResponse || !good) {
      synchronized (out) {
        out.print(text);
        out.flush();
      }
    }
    return good;
  }

  private static Duration duration(com.google.protobuf.Duration duration) {
    return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
  }

  static String text(CheckResponse response) {
    var text = new StringBuilder();
    CheckResponse.PreconditionResult precondition = response.getPrecondition();
    text.append("Check RPC completed successfully. Check status was ")
        .append(RpcCodes.describe(precondition.getStatus()))
        .append('\n');
    text.append("  Valid use count: ")
        .append(precondition.getValidUseCount())
        .append(", valid duration: ")
        .append(DurationText.format(duration(precondition.getValidDuration())))
        .append('\n');
    text.append("  Referenced Attributes\n");
    for (String reference : Attributes.references(precondition.getReferencedAttributes())) {
      text.append("    ").append(reference).append('\n');
    }
    if (precondition.hasRouteDirective()) {
      RouteDirectiveText.append(text, precondition.getRouteDirective());
    }
    if (response.getQuotasCount() > 0) {
      List<String[]> rows = new ArrayList<>();
      rows.add(new String[] {"Quota", "Granted Amount", "Duration"});
      new TreeMap<>(response.getQuotasMap())
          .forEach(
              (name, grant) ->
                  rows.add(
                      new String[] {
                        name,
                        Long.toString(grant.getGrantedAmount()),
                        DurationText.format(duration(grant.getValidDuration()))
                      }));
      text.append('\n').append(table(rows));
    }
    return text.toString();
  }

  private static String table(List<String[]> rows) {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    var text = new StringBuilder();
    for (String[] row : rows) {
      var line = new StringBuilder("  ");
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  static String json(CheckResponse response) {
    CheckResponse.PreconditionResult precondition = response.getPrecondition();
    var answer = new LinkedHashMap<String, Object>();
    answer.put("status", RpcCodes.json(precondition.getStatus()));
    answer.put("validUseCount", precondition.getValidUseCount());
    answer.put("validDuration", DurationText.format(duration(precondition.getValidDuration())));
    answer.put(
        "referencedAttributes", Attributes.references(precondition.getReferencedAttributes()));
    if (precondition.hasRouteDirective()) {
      answer.put("routeDirective", RouteDirectiveText.json(precondition.getRouteDirective()));
    }
    if (response.getQuotasCount() > 0) {
      var grants = new LinkedHashMap<String, Object>();
      new TreeMap<>(response.getQuotasMap())
          .forEach(
              (name, grant) -> {
                var one = new LinkedHashMap<String, Object>();
                one.put("grantedAmount", grant.getGrantedAmount());
                one.put("validDuration", DurationText.format(duration(grant.getValidDuration())));
                one.put(
                    "referencedAttributes", Attributes.references(grant.getReferencedAttributes()));
                grants.put(name, one);
              });
      answer.put("quotas", grants);
    }
    return Json.write(answer) + "\n";
  }
}
